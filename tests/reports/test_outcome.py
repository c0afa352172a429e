"""reports.outcome: what a result amounts to."""

from __future__ import annotations

from types import ModuleType

import pytest

from reports import class_page, gradebook, student_page
from reports.outcome import bar, made_facts, waiting


@pytest.mark.parametrize(
    "read",
    [student_page, lambda r: class_page([r], "now"), lambda r: gradebook([r])],
    ids=["student", "class", "gradebook"],
)
def test_other_formats_are_refused(examples: ModuleType, read: object) -> None:
    """A file of another version is refused with its student, its format and what to do."""
    result = examples.good() | {"format": 2}
    with pytest.raises(ValueError, match=r"The result of 'Ann Lee' has format 2, .* version"):
        read(result)  # type: ignore[operator]


def test_unknown_statuses_are_refused(examples: ModuleType) -> None:
    """A status that nobody knows is not shown as if it meant something."""
    result = examples.good()
    result["verdicts"][2]["status"] = "excused"
    with pytest.raises(ValueError, match=r"'residual.dw0' the unknown status 'excused'"):
        student_page(result)


@pytest.mark.parametrize("name", ["good", "mixed", "unfinished"])
def test_bar_adds_up(examples: ModuleType, name: str) -> None:
    """Earned, missed and waiting are all points there are."""
    result = getattr(examples, name)()
    parts = bar(result["verdicts"])
    assert parts.earned == pytest.approx(result["earned"])
    assert parts.earned + parts.missed + parts.waiting == pytest.approx(result["possible"])
    widths = [float(parts.percent(p)) for p in (parts.earned, parts.missed, parts.waiting)]
    assert sum(widths) == pytest.approx(100, abs=0.05)


def test_bar_of_nothing_is_empty() -> None:
    """A homework without points divides by nothing."""
    assert bar([]).percent(0) == "0.00"


def test_waiting_says_who_has_to_act(examples: ModuleType) -> None:
    """Broken checks come first, with how many and how much; then what waits for a person."""
    verdict = examples.verdict
    verdicts = [
        verdict("a", "q", "t", status="manual", points=2.5),
        verdict("b", "q", "t", status="manual", points=0.5),
        verdict("c", "q", "t", status="broken", points=1),
        verdict("d", "q", "t", status="passed"),
    ]
    assert waiting(verdicts) == (
        ("broken", "1 check is broken on our side: no mark yet for 1 point."),
        ("manual", "3 points wait for a person."),
    )
    assert waiting(verdicts[3:]) == ()
    one = [verdict("a", "q", "t", status="manual", points=1)]
    assert waiting(one) == (("manual", "1 point waits for a person."),)


def test_marked_written_answers_wait_no_more(examples: ModuleType) -> None:
    """Once a person gave points, nothing is said to wait."""
    marked = examples.verdict("a", "q", "t", status="manual") | {"earned": 0.5}
    assert waiting([marked]) == ()


def test_made_facts_name_tier_and_versions() -> None:
    """Version, seed and tier are named; what is not known is left out."""
    made = {"grader": "1.0", "seed": 0, "sandbox": "2", "numpy": "2.2.1"}
    assert made_facts(made) == (
        ("Grader", "1.0"),
        ("Seed", "0"),
        ("Sandbox", "tier 2"),
        ("NumPy", "2.2.1"),
    )
    assert made_facts({}) == ()
    assert dict(made_facts({"sandbox": "none"}))["Sandbox"] == "none"
