"""What `grader doctor` learns about isolation, and about fairness."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from grader.errors import Refused
from grader.sandbox import Sandbox, opening
from grader.sandbox.survey import _unfair, survey

if sys.platform != "linux":
    pytest.skip("looks at Linux", allow_module_level=True)

from grader.sandbox import machine


def tiers(states: object) -> dict[str, bool]:
    """Which tiers work."""
    return {state.tier: state.works for state in states}  # type: ignore[attr-defined]


@pytest.mark.sandbox
def test_tiers_are_really_tried(opened: Callable[[str], Sandbox]) -> None:
    """A tier that opens here is said to work, with its self-test; `auto` would take the first."""
    opened("3")
    found = survey()
    assert [state.tier for state in found.tiers] == ["1", "2", "3", "none"]
    working = {tier for tier, works in tiers(found.tiers).items() if works}
    assert {"3", "none"} <= working
    assert found.best == min(working - {"none"})
    for state in found.tiers[:3]:
        assert state.works == (state.remedy == "")
        assert state.works == (set(state.selftest.values()) == {"stands"})
    for layer in found.layers:
        assert layer.works or layer.remedy


def test_a_refusal_is_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence with which a tier is refused stands in the survey, without its number twice."""

    def refuse(tier: str, **more: object) -> Sandbox:
        raise Refused(f"Tier {tier}: bubblewrap is not installed: `sudo apt install bubblewrap`.")

    monkeypatch.setattr(opening, "open_walled", refuse)
    found = survey()
    assert found.best is None
    assert {state.remedy for state in found.tiers[:3]} == {
        "bubblewrap is not installed: `sudo apt install bubblewrap`."
    }


def unfair(monkeypatch: pytest.MonkeyPatch, **facts: object) -> list[str]:
    """The sentences for a machine that is quiet and large but for `facts`."""
    quiet = {
        "cores": 4, "memory_mb": 64_000, "swap_mb": 0, "cgroup_memory_mb": None,
        "cgroup_cores": None, "governor": "performance",
    }  # fmt: skip
    load = facts.pop("load", 0.1)
    for name, value in (quiet | facts).items():
        monkeypatch.setattr(machine, name, lambda value=value: value)
    monkeypatch.setattr("os.getloadavg", lambda: (load, load, load))
    return _unfair()


def test_a_quiet_machine_is_fair(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is said where nothing is unusual."""
    assert unfair(monkeypatch) == []


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"cores": 1}, "There is one processor"),
        ({"load": 9.0}, "Other programs are busy: 9.0 processes compete for 4 processors"),
        ({"cgroup_cores": 1.5}, "The control group allows 1.5 processors of 4"),
        ({"memory_mb": 4000}, "4000 MiB of memory do not hold 4 submissions"),
        ({"cgroup_memory_mb": 3000}, "3000 MiB of memory do not hold 4 submissions"),
        ({"swap_mb": 2048}, "There are 2048 MiB of swap"),
        ({"governor": "powersave"}, "The processor's speed changes with load (powersave)"),
    ],
)
def test_what_is_unfair_is_said(
    monkeypatch: pytest.MonkeyPatch, facts: dict, sentence: str
) -> None:
    """Each in one sentence, with the number that was found."""
    (told,) = unfair(monkeypatch, **facts)
    assert told.startswith(sentence)
    assert told.endswith((".", "`."))


def test_facts_of_this_machine_are_plausible() -> None:
    """They are read from the right places."""
    assert machine.memory_mb() > 100
    assert machine.cores() >= 1
    assert machine.swap_mb() >= 0
    assert machine.setting("kernel.pid_max") is not None
    assert machine.setting("kernel.no_such_setting") is None
    assert machine.distribution() == machine.distribution().lower()
