"""Every sentence that says what is missing and which command gives it."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from grader.errors import Refused
from grader.sandbox import remedies

if sys.platform != "linux":
    pytest.skip("the sentences are about Linux", allow_module_level=True)

from grader.sandbox import landlock, limits, machine, outer, syscalls


@pytest.fixture(autouse=True)
def ideal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which nothing is missing; each test takes one thing away."""
    settings: dict[str, int] = {}
    monkeypatch.setattr(machine, "setting", settings.get)
    monkeypatch.setattr(machine, "in_container", lambda: False)
    monkeypatch.setattr(machine, "is_wsl1", lambda: False)
    monkeypatch.setattr(machine, "security_modules", lambda: "capability,landlock")
    monkeypatch.setattr(machine, "install_command", lambda package: f"`sudo apt install {package}`")
    monkeypatch.setattr(landlock, "abi", lambda: 7)
    monkeypatch.setattr(limits, "kernel", lambda: (6, 8))
    monkeypatch.setattr(outer, "program", lambda: "/usr/bin/bwrap")
    monkeypatch.setattr(outer, "version", lambda bwrap: (0, 11))
    monkeypatch.setattr(syscalls, "MACHINE", "x86_64")


def needs(expected: dict[str, str]) -> None:
    """What each tier is said to lack: the beginning of the sentence, or "" for nothing."""
    for tier, sentence in expected.items():
        told = remedies.needed(tier)  # type: ignore[arg-type]
        assert told.startswith(sentence), told
        assert told == "" if not sentence else told.endswith((".", "`."))


def test_nothing_is_missing() -> None:
    """On the ideal machine no tier lacks anything that can be seen beforehand."""
    needs({"1": "", "2": "", "3": ""})


def test_bubblewrap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Missing, too old for tier 2, or not running: tier 3 does not care."""
    monkeypatch.setattr(outer, "program", lambda: None)
    told = "bubblewrap is not installed: `sudo apt install bubblewrap`."
    needs({"1": told, "2": told, "3": ""})
    monkeypatch.setattr(outer, "program", lambda: "/usr/bin/bwrap")
    monkeypatch.setattr(outer, "version", lambda bwrap: (0, 6))
    needs({"1": "", "2": "bubblewrap 0.6 is too old: 0.7 or newer is needed.", "3": ""})
    monkeypatch.setattr(outer, "version", lambda bwrap: ())
    told = "bubblewrap does not run is too old"
    needs({"1": told, "2": told, "3": ""})


def test_landlock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tiers 2 and 3 need it; the reason is the kernel's age, its configuration or the container."""
    monkeypatch.setattr(landlock, "abi", lambda: 0)
    told = "Landlock is switched off in the kernel: add `landlock` to the `lsm=` list"
    needs({"1": "", "2": told, "3": told})
    monkeypatch.setattr(machine, "in_container", lambda: True)
    needs({"3": "The container refuses Landlock"})
    monkeypatch.setattr(limits, "kernel", lambda: (5, 10))
    needs({"1": "", "3": "Linux 5.10 has no Landlock: a kernel of 5.13 or newer is needed."})


def test_machines_and_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    """No tier can be had on a machine without a filter, a very old kernel, or without a kernel."""
    monkeypatch.setattr(limits, "kernel", lambda: (4, 18))
    told = "Linux 4.18 is too old: 5.3 or newer is needed."
    needs({"1": told, "2": told, "3": told})
    monkeypatch.setattr(syscalls, "MACHINE", "riscv64")
    told = "There is no system-call filter for riscv64 machines, only for x86_64 and aarch64."
    needs({"1": told, "2": told, "3": told})
    monkeypatch.setattr(machine, "is_wsl1", lambda: True)
    needs({"1": "Windows Subsystem for Linux 1 has no Linux kernel"})


@pytest.mark.parametrize(
    ("setting", "tier", "command"),
    [
        ("kernel.apparmor_restrict_unprivileged_userns=1", "1", "sudo sysctl -w kernel.apparmor_"),
        (
            "kernel.apparmor_restrict_unprivileged_userns=1",
            "2",
            "sudo apt install apparmor-profiles",
        ),
        ("kernel.unprivileged_userns_clone=0", "1", "kernel.unprivileged_userns_clone=1"),
        ("user.max_user_namespaces=0", "2", "user.max_user_namespaces=15000"),
        ("", "1", "The kernel, or a container around it, refuses user namespaces."),
    ],
)
def test_namespaces(monkeypatch: pytest.MonkeyPatch, setting: str, tier: str, command: str) -> None:
    """The setting that takes user namespaces away is found, and the command that gives them named."""
    name, _, number = setting.partition("=")
    settings = {name: int(number)} if setting else {}
    monkeypatch.setattr(machine, "setting", settings.get)
    said = "bwrap: setting up uid map: Permission denied"
    told = remedies.of_start(tier, said)  # type: ignore[arg-type]
    assert command in told
    assert told.endswith(f"({said})")


def test_namespaces_in_a_container(monkeypatch: pytest.MonkeyPatch) -> None:
    """There the way is tier 3, or another way to start the container."""
    monkeypatch.setattr(machine, "in_container", lambda: True)
    told = remedies.of_start("1", "unshare(0x30020000): Operation not permitted")
    assert told.startswith("This container gives no user namespaces: use tier 3 in it")


def test_python_out_of_reach() -> None:
    """Libraries that only root can read are told apart from everything else."""
    told = remedies.of_start("3", "ModuleNotFoundError: No module named 'numpy'")
    assert told.startswith("Python did not start inside (ModuleNotFoundError")
    assert "chmod -R o+rX" in told
    said = "root could not become user 60777 with Python in reach: cannot mount"
    assert remedies.of_start("3", said).startswith(f"{said}. Install Python and the grader where")


def test_other_reasons_are_quoted() -> None:
    """What is not known is passed on as it was said, as a sentence."""
    assert remedies.of_start("3", "RuntimeError: something") == "RuntimeError: something."
    assert remedies.of_start("3", "It ended.") == "It ended."


def test_the_install_command_is_the_distributions(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first package manager that is there is named; without one, the package."""
    monkeypatch.undo()
    found: Callable[[str], str | None] = lambda tool: "/usr/bin/dnf" if tool == "dnf" else None  # noqa: E731
    monkeypatch.setattr(machine.shutil, "which", found)
    assert machine.install_command("bubblewrap") == "`sudo dnf install bubblewrap`"
    monkeypatch.setattr(machine.shutil, "which", lambda tool: None)
    assert machine.install_command("x") == "install the package x of your distribution"


def test_refusals_have_their_own_exit_code() -> None:
    """Scripts can tell that nothing was graded for want of isolation."""
    assert Refused.exit_code == 3
