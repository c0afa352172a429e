"""The self-test: every wall stands where all layers are on, and each layer left out is noticed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from grader.errors import Refused
from grader.sandbox import Sandbox, selftest
from grader.sandbox.opening import open_walled
from grader.sandbox.probe import probe
from grader.sandbox.walled import WalledSandbox

pytestmark = pytest.mark.sandbox


def test_every_wall_is_tried_and_stands(walled: Sandbox) -> None:
    """The outcome names each wall, so that a result file can show it."""
    assert dict(walled.selftest) == dict.fromkeys(selftest.WALLS, "stands")


@pytest.mark.parametrize(
    ("tier", "layer", "walls"),
    [
        ("1", "seccomp", ["network", "fork", "exec", "namespaces"]),
        ("1", "limits", ["limits", "memory"]),
        ("1", "landlock", []),  # its mounts hold alone
        ("2", "landlock", ["files", "processes"]),
        ("2", "seccomp", ["network", "fork", "exec"]),
        ("3", "landlock", ["secrets", "files", "processes"]),
        ("3", "seccomp", ["network", "fork", "exec", "signals"]),
        ("3", "limits", ["limits", "memory"]),
    ],
)
def test_a_layer_left_out_is_noticed(
    opened: Callable[[str], Sandbox], tier: str, layer: str, walls: list[str]
) -> None:
    """Grading is refused and the walls that fell are named."""
    opened(tier)  # skips where the tier is not to be had
    if not walls:
        with open_walled(tier, preload=("numpy",), leave_out=frozenset([layer])) as sandbox:
            assert set(sandbox.selftest.values()) == {"stands"}
        return
    with pytest.raises(Refused) as refused:
        open_walled(tier, preload=("numpy",), leave_out=frozenset([layer]))
    assert str(refused.value).startswith(f"Tier {tier}: walls do not stand: ")
    for wall in walls:
        assert f"{wall} (" in str(refused.value)


def test_a_probe_that_cannot_answer_lets_nothing_pass(
    walled: WalledSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A self-test that does not come to an end counts as one in which no wall stands."""
    monkeypatch.setattr(selftest, "_submission", lambda: {"files": {}, "modules": []})
    found = selftest.run(walled)
    assert set(found) == set(selftest.WALLS)
    assert all(told.startswith("could not be tried: the probe ") for told in found.values())


def test_no_wall_stands_outside(tmp_path: object) -> None:
    """The same probe, run in this process, gets through: it does test something."""
    facts = {
        "secrets": [__file__],
        "folders": ["/"],
        "libraries": [str(tmp_path)],
        "environment": [],
        "processes": [],
        "memory_mb": 1,
        "file_mb": 0,
        "threads": 3,
        "own_process": False,
    }
    # fork and exec are left to the sandbox: pytest would be forked with all its threads.
    from grader.sandbox import probe as module

    assert module._reads(facts["secrets"]) == f"reading {__file__} worked"
    assert module._lists(facts["folders"]) == "listing / worked"
    assert module._writes(facts["libraries"]) == f"writing in {tmp_path} worked"
    assert module._environment(facts["environment"]).startswith("the environment also holds ")
    assert module._network() == "a socket of family 2 worked"
    assert module._sees_processes([]).startswith("processes ")
    assert module._threads(facts["threads"]) == "4 threads were started"
    assert callable(probe)
