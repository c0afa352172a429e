"""`grader doctor`."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from grader.cli import doctor
from grader.sandbox.survey import Layer, Survey, TierState


def said(monkeypatch: pytest.MonkeyPatch, survey: Survey) -> tuple[str, int]:
    """What it prints for a machine like that, and its exit code."""
    monkeypatch.setattr("grader.sandbox.survey.survey", lambda: survey)
    done = CliRunner().invoke(doctor.command, standalone_mode=False)
    assert done.exception is None, done.exception
    return done.output, done.return_value


def tier(name: str, works: bool, remedy: str = "") -> TierState:
    """A tier that works or lacks something."""
    walls = {"files": "stands", "network": "stands"} if works else {}
    return TierState(tier=name, made_of="layers", works=works, selftest=walls, remedy=remedy)  # type: ignore[arg-type]


def test_a_machine_that_lacks_bubblewrap_is_told_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Layer by layer, with the tier that is used meanwhile."""
    layers = (
        Layer(name="bubblewrap", works=False, found="not installed", remedy="`apt install x`"),
        Layer(name="Landlock", works=True, found="ABI 7"),
    )
    survey = Survey(
        platform="Linux 6",
        best="3",
        layers=layers,
        tiers=(tier("1", False, "needs bubblewrap"), tier("3", True), tier("none", True)),
        unfair=("There is one processor.",),
    )
    text, code = said(monkeypatch, survey)
    assert code == 0
    for part in (
        "`apt install x`",
        "needs bubblewrap",
        "2 walls stand",
        "uses tier 3",
        "one processor",
    ):
        assert part in text


def test_a_machine_without_any_tier_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the exit code that `grade` would have, and the explicit way out."""
    survey = Survey(
        platform="darwin", best=None, layers=(), tiers=(tier("1", False, "only Linux"),), unfair=()
    )
    text, code = said(monkeypatch, survey)
    assert code == 3
    assert "No tier works here" in text
    assert "--sandbox none" in text
