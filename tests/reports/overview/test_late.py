"""reports.overview.late: what the policy did, in numbers with their students."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

from reports.overview import late
from reports.overview.roll import roll_of


def test_figures_of_a_class(crowd: ModuleType) -> None:
    """Each kind has exactly the students whose results say so."""
    results = crowd.crowd(400, 12)
    told = [result["adjustment"] for result in results]
    expected = {
        "late": [k for k, a in enumerate(told) if a["late_s"]],
        "taken": [k for k, a in enumerate(told) if a["taken_off"] > 0],
        "refused": [k for k, a in enumerate(told) if not a["accepted"]],
        "slip": [k for k, a in enumerate(told) if a["slip_days"]],
        "extension": [k for k, a in enumerate(told) if a["extension"]],
        "unknown": [k for k, r in enumerate(results) if r["final"] is None],
    }
    roll = roll_of(results, named=True, codes=None)
    found = {figure.key: list(figure.who) for figure in late.figures(roll)}
    assert found == {f"time:{sort}": who for sort, who in expected.items()}
    assert all(expected.values())
    assert late.taken_off(roll) == pytest.approx(sum(a["taken_off"] for a in told))


def test_without_a_policy_there_is_nothing(examples: ModuleType) -> None:
    """Old results and courses without due dates: no figures, the points are the mark."""
    results = [examples.good(), examples.mixed() | {"adjustment": None}]
    assert late.figures(roll_of(results, named=True, codes=None)) == ()
    assert late.final_mark(results[0]) == results[0]["earned"]
    assert late.lateness(results[0]) is None


@pytest.mark.parametrize(
    ("told", "expected"),
    [({"late_s": None}, None), ({"late_s": -500}, 0.0), ({"late_s": 90}, 90.0)],
)
def test_early_is_not_late(
    examples: ModuleType, told: dict[str, Any], expected: float | None
) -> None:
    """Seconds before the due date are none after it; unknown stays unknown."""
    assert late.lateness(examples.good() | {"adjustment": told}) == expected


def test_durations() -> None:
    """Two units, and never nothing for something."""
    assert [late.duration(s) for s in (1, 61, 86_400, 90_061, 200_000)] == [
        *("1 min", "2 min", "1 d", "1 d 1 h", "2 d 7 h")
    ]
