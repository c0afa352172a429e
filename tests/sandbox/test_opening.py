"""Which tier is taken, and the sentences with which the others are refused."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.errors import HarnessFault, Refused, UsageError
from grader.sandbox import Sandbox, open_sandbox, opening, outer, remedies
from grader.sandbox.plain import PlainSandbox
from grader.sandbox.walled import WalledSandbox
from grader.types import Limits


def test_unknown_tier() -> None:
    """The tiers there are are named."""
    with pytest.raises(UsageError, match="no sandbox tier '4': use auto, 1, 2, 3 or"):
        open_sandbox("4", preload=[])


def test_auto_takes_the_highest_that_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    """It tries them in order, steps down at a refusal, and takes the first that opens."""
    tried: list[str] = []
    opened = PlainSandbox(preload=(), data=None)  # stands for one of tier 2

    def refuse_first(tier: str, **more: object) -> Sandbox:
        tried.append(tier)
        if tier == "1":
            raise Refused("Tier 1: not today.")
        return opened

    monkeypatch.setattr(opening, "open_walled", refuse_first)
    monkeypatch.setattr(sys, "platform", "linux")
    assert open_sandbox("auto", preload=[]) is opened
    assert tried == ["1", "2"]


def test_auto_refuses_with_every_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    """When no tier holds, each says what it lacks; nothing is graded without isolation."""

    def refuse(tier: str, **more: object) -> Sandbox:
        raise Refused(f"Tier {tier}: lacks a wall.")

    monkeypatch.setattr(opening, "open_walled", refuse)
    monkeypatch.setattr(sys, "platform", "linux")
    with pytest.raises(Refused) as refused:
        open_sandbox("auto", preload=[])
    lines = str(refused.value).splitlines()
    assert lines[0] == "No sandbox stands up on this machine."
    assert lines[1:] == [f"Tier {tier}: lacks a wall." for tier in "123"]
    assert refused.value.exit_code == 3


def test_a_named_tier_never_steps_down(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for tier 1 gets it or a refusal."""
    tried: list[str] = []

    def refuse(tier: str, **more: object) -> Sandbox:
        tried.append(tier)
        raise Refused(f"Tier {tier}: lacks a wall.")

    monkeypatch.setattr(opening, "open_walled", refuse)
    monkeypatch.setattr(sys, "platform", "linux")
    with pytest.raises(Refused, match=r"^Tier 1: lacks a wall\.$"):
        open_sandbox("1", preload=[])
    assert tried == ["1"]


@pytest.mark.parametrize("tier", ["auto", "1", "2", "3"])
@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_other_systems_are_refused(
    monkeypatch: pytest.MonkeyPatch, tier: str, platform: str
) -> None:
    """They are told what to use, and that the override exists."""
    monkeypatch.setattr(sys, "platform", platform)
    with pytest.raises(Refused, match="only be isolated on Linux: on Windows use WSL 2"):
        open_sandbox(tier, preload=[])


def test_bubblewrap_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command that installs it is named."""
    monkeypatch.setattr(outer, "program", lambda: None)
    for tier in ("1", "2"):
        with pytest.raises(
            Refused, match=f"Tier {tier}: bubblewrap is not installed: .*bubblewrap"
        ):
            open_sandbox(tier, preload=["numpy"])


@pytest.mark.sandbox
def test_bubblewrap_that_fails_is_quoted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What it said stands in the refusal, with what helps."""
    broken = tmp_path / "bwrap"
    broken.write_text(
        "#!/bin/sh\n"
        'if [ "$1" = --version ]; then echo bubblewrap 0.8.0; exit; fi\n'
        "echo bwrap: setting up uid map: Permission denied >&2\nexit 1\n"
    )
    broken.chmod(0o755)
    tmp_path.chmod(0o755)
    monkeypatch.setattr(outer, "program", lambda: str(broken))
    monkeypatch.setattr(remedies, "_namespaces", lambda tier: "No namespaces here.")
    with pytest.raises(Refused) as refused:
        open_sandbox("1", preload=["numpy"])
    assert str(refused.value).startswith("Tier 1: ")
    assert "No namespaces here." in str(refused.value) or "could not become" in str(refused.value)


@pytest.mark.sandbox
@pytest.mark.parametrize("tier", ["1", "3", "none"])
def test_a_module_to_preload_is_missing(tier: str, opened: object) -> None:
    """It is named, with the way to install it; this is a mistake and not a lack of isolation."""
    opened(tier)  # type: ignore[operator]  # skips where the tier is not to be had

    def start() -> None:
        with open_sandbox(tier, preload=["numpy", "no_such_module"]) as sandbox:
            sandbox.worker(Limits())

    with pytest.raises(UsageError, match=r"preloads no_such_module.*pip install no_such_module"):
        start()


@pytest.mark.sandbox
def test_a_worker_that_cannot_be_shut_in_refuses_the_tier(
    walled: WalledSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No layer may fail silently: the process ends before any student code, and says why."""
    from grader.sandbox import warm_process

    monkeypatch.setattr(warm_process, "load", lambda kind: b"\x06\0\0\0\0\0\xff\x7f")
    with pytest.raises(Refused, match="has no place for a process number"):
        opening.open_walled(walled.tier, preload=("numpy",))


@pytest.mark.sandbox
def test_no_landlock_is_refused_where_it_guards_the_files(
    opened: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tiers 2 and 3 have nothing else; tier 1 has mounts."""
    opened("3")  # type: ignore[operator]
    from grader.sandbox import landlock

    monkeypatch.setattr(landlock, "abi", lambda: 0)
    monkeypatch.setattr(outer, "program", lambda: "/usr/bin/bwrap")
    monkeypatch.setattr(outer, "version", lambda bwrap: (0, 8))
    for tier in ("2", "3"):
        assert "Landlock" in remedies.needed(tier)
        with pytest.raises(Refused, match=f"Tier {tier}: .*Landlock"):
            open_sandbox(tier, preload=["numpy"])
    assert remedies.needed("1") == ""


def test_a_fault_while_testing_closes_what_was_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sandbox that does not pass leaves no process behind."""
    from grader.sandbox import selftest, walled

    closed = []

    class Opened:
        selftest: dict[str, str] = {}  # noqa: RUF012 - a stand-in

        def __init__(self, *given: object, **more: object) -> None:
            pass

        def close(self) -> None:
            closed.append(True)

    def fail(sandbox: object) -> dict[str, str]:
        raise HarnessFault("A worker could not be shut in: no luck")

    monkeypatch.setattr(walled, "WalledSandbox", Opened)
    monkeypatch.setattr(selftest, "run", fail)
    monkeypatch.setattr(remedies, "needed", lambda tier: "")
    with pytest.raises(Refused, match=r"Tier 1: A worker could not be shut in: no luck\."):
        opening.open_walled("1", preload=())
    assert closed == [True]


def test_data_that_is_not_there(tmp_path: Path) -> None:
    """A wrong path is told before anything is started."""
    with pytest.raises(UsageError, match=r"There is no folder .*absent with data"):
        open_sandbox("none", preload=[], data=tmp_path / "absent")


@pytest.mark.skipif(sys.platform == "win32" or os.getuid() != 0, reason="root gives up root")
def test_data_that_only_root_may_read(tmp_path: Path) -> None:
    """Its permissions are told once, and not by every submission."""
    (tmp_path / "closed").mkdir(mode=0o700)
    with pytest.raises(UsageError, match=r"Only their owner may read .* `chmod -R o\+rX .*closed`"):
        open_sandbox("auto", preload=[], data=tmp_path / "closed")


def test_importing_needs_nothing_of_linux() -> None:
    """On macOS and Windows the package imports, and the tier without isolation with it."""
    program = (
        "import sys\n"
        "for name in ('fcntl', 'resource', 'termios', 'pwd', 'grp'):\n"
        "    sys.modules[name] = None\n"
        "import os\n"
        "for name in ('memfd_create', 'pidfd_open', 'pipe2', 'getuid', 'sched_getaffinity'):\n"
        "    if hasattr(os, name): delattr(os, name)\n"
        "sys.platform = 'win32'\n"
        "import grader.sandbox\n"
        "from grader.sandbox import contract, opening\n"
        "from grader.sandbox.survey import survey\n"
        "found = survey()\n"
        "assert found.best is None and len(found.tiers) == 4, found\n"
        "assert all('WSL 2' in state.remedy for state in found.tiers[:3])\n"
    )
    root = str(Path(__file__).resolve().parents[2])
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
