"""reports.student.mark: the mark on top of a page, and how it came about."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

from reports.student.mark import mark, together


def adjusted(examples: ModuleType, **fields: Any) -> dict[str, Any]:
    """A result of 12 points, all earned, after a policy."""
    result = examples.good()
    adjustment = {
        "sentence": "Two days late.",
        "taken_off": 3.0,
        "due": "2026-03-10T23:59:00+01:00",
        "extension": None,
        "late_s": 172000.0,
        "slip_days": 0,
        "accepted": True,
    }
    return result | {"final": 9.0, "adjustment": adjustment | fields}


def test_without_a_policy_the_mark_is_what_was_earned(examples: ModuleType) -> None:
    """Old files have no `final`; new ones without a policy have the same number there."""
    for result in (examples.good(), examples.good() | {"final": 12.0, "adjustment": None}):
        shown = mark(result)
        assert (shown.shown, shown.after) == (12.0, "of 12 points")
        assert shown.ledger == ()
        assert shown.facts == ()


def test_the_way_from_earned_to_what_counts(examples: ModuleType) -> None:
    """What counts is the large number; below it how it came about."""
    shown = mark(adjusted(examples))
    assert shown.shown == 9.0
    assert dict(shown.ledger) == {
        "Earned": "12",
        "Taken off": "\N{MINUS SIGN} 3",
        "What counts": "9",
    }
    assert shown.sentence == "Two days late."
    assert shown.facts == (("Due", "10 March 2026, 23:59 (UTC+01:00)"),)


def test_nothing_taken_off_needs_no_sum(examples: ModuleType) -> None:
    """Who was in time reads that, and one number."""
    shown = mark(adjusted(examples, taken_off=0.0, sentence="In time.") | {"final": 12.0})
    assert shown.ledger == ()
    assert shown.sentence == "In time."


def test_a_mark_that_nobody_knows_yet(examples: ModuleType) -> None:
    """Without the time of handing in what was earned is shown, and that it may become less."""
    shown = mark(adjusted(examples, taken_off=0.0, late_s=None) | {"final": None})
    assert shown.shown == 12.0
    assert shown.after == "of 12 points, before anything is taken off"
    assert dict(shown.ledger)["What counts"] == "not known yet"


def test_what_waits_is_said(examples: ModuleType) -> None:
    """A mark that is not complete stays one `so far`."""
    assert mark(examples.mixed()).after == "of 21.5 points so far"


def test_extension_and_slip_days(examples: ModuleType) -> None:
    """A student's own due date, and slip days where some were used."""
    result = adjusted(examples, extension="2026-03-12T12:00:00+01:00", slip_days=2)
    facts = dict(mark(result | {"submitted_at": "2026-03-11T09:00:00Z"}).facts)
    assert facts["Your own due date"] == "12 March 2026, 12:00 (UTC+01:00)"
    assert facts["Slip days used"] == "2"
    assert facts["Handed in"] == "11 March 2026, 10:00 (UTC+01:00)"  # as the due date is told


@pytest.mark.parametrize("due", [None, "soon", "2026-03-10T23:59:00", "0001-01-01T00:00:00+14:00"])
def test_a_time_without_a_due_date_to_stand_beside_stays_as_it_is(
    examples: ModuleType, due: str | None
) -> None:
    """Whatever stands in the file, the page is made."""
    result = adjusted(examples, due=due) | {"submitted_at": "2026-03-11T09:00:00Z"}
    facts = dict(mark(result).facts)
    assert facts["Handed in"].startswith("11 March 2026, ")


@pytest.mark.parametrize(
    ("attempt", "told"),
    [
        ({"number": 2, "of": 3, "rule": "last"}, "number 2 of 3 counts, the last one"),
        ({"number": 1, "of": 2, "rule": "first"}, "number 1 of 2 counts, the first one"),
        ({"number": 1, "of": 2, "rule": "dice"}, "number 1 of 2 counts"),
        ({"number": 1, "of": 1, "rule": "last"}, None),
        ({"number": "x", "of": 2}, None),
        (None, None),
        (3, None),
    ],
)
def test_which_attempt_counts(examples: ModuleType, attempt: Any, told: str | None) -> None:
    """Only where there were several."""
    facts = dict(mark(examples.good() | {"attempt": attempt}).facts)
    assert facts.get("Attempt") == told


@pytest.mark.parametrize(
    ("group", "told"),
    [
        (["ann"], ""),
        (["ann", "bo"], "bo"),
        (["cy", "ann", "bo"], "cy and bo"),
        (["ann", "bo", "cy", "di"], "bo, cy and di"),
        (["ann", 3, None, "bo"], "bo"),
        (None, ""),
        ("ann", ""),
        ([], ""),
    ],
)
def test_who_handed_in_together(group: Any, told: str) -> None:
    """The others of the group, whatever stands in the file."""
    assert together(group, ["ann", "Ann Lee"]) == told


def test_a_group_of_hundreds_is_cut() -> None:
    """Somebody's whole class."""
    told = together([f"s{k}" for k in range(300)], [])
    assert told.endswith("and 280 more")
    assert len(told) < 200
