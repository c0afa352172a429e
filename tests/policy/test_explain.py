"""A policy in plain words, and the table of what late work is worth."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from grader.policy import Policy
from grader.policy.explain import Row, in_words, rows

Make = Callable[[str], Policy]
DUE = 'due = 2026-11-20T23:59:00\ntimezone = "Europe/Berlin"\n'


def words(policy: Policy, label: str) -> str:
    """The sentences under a label."""
    return " ".join(text for name, text in in_words(policy) if name == label)


def table(policy: Policy, *, names: tuple[str, ...] = ()) -> dict[str, Row]:
    """The rows for 100 points, by how late they are."""
    return {str(row.late): row for row in rows(policy.for_student(names, 0), possible=100)}


@pytest.mark.parametrize(
    ("section", "told"),
    [
        (
            'per_day = "10 %"',
            "10 % for each started day, of the points earned. The mark is rounded",
        ),
        (
            'per_hour = "2 points"\nmost = "50 %"\nleast = "20 %"',
            "2 points for each started hour; at most 50 % of the points earned; the mark does not "
            "fall below 20 % of the possible points for being late.",
        ),
        (
            'per_day = "10 %"\ncurve = "linear"\nof = "possible"\nleast = "5 points"',
            "10 % per day, in proportion to the time, of the possible points; the mark does not fall "
            "below 5 points for being late.",
        ),
        (
            'table = [[12, 10], ["1 day", 30]]',
            "up to 12 h late 10 %, up to 1 day late 30 %, and so for any longer time, of the points",
        ),
        (
            'table = [[0, 10], ["1 day", 30]]\ncurve = "linear"',
            "from the first moment 10 %, 1 day late 30 %, on straight lines between them, and the "
            "last for any longer time, of the points earned.",
        ),
    ],
)
def test_each_curve_has_its_sentence(make_policy: Make, section: str, told: str) -> None:
    """With its bounds and with what the percentage is of."""
    assert words(make_policy(f"{DUE}[penalty]\n{section}"), "penalty").startswith(told)


def test_what_a_policy_leaves_out_is_said_too(make_policy: Make) -> None:
    """An author who forgot the penalty reads that there is none."""
    policy = make_policy(DUE)
    assert words(policy, "due") == "Fri 20 Nov 2026 23:59 CET (Europe/Berlin)."
    assert words(policy, "closes") == "Never: late work is accepted at any time."
    assert words(policy, "penalty") == "None: nothing is taken off for being late."
    assert words(policy, "grace") == words(policy, "slip days") == ""
    assert words(make_policy(""), "due") == "There is no due date: nothing is ever late."


def test_everything_else_has_its_sentence(make_policy: Make) -> None:
    """Grace, closing, slip days, attempts, times, extensions."""
    policy = make_policy(
        DUE
        + """
        grace = "15 min"
        closes = "1 week"
        attempts = "best"
        time = "files"
        [extensions]
        ann = "2 days"
        [[extension]]
        student = ["bob", "cy"]
        until = "no limit"
        note = "mail"
        [slip]
        days = 3
        max_per_homework = 2
        used = { ann = 1 }
        [penalty]
        per_day = 10
        """
    )
    assert words(policy, "grace") == "Up to 15 min after it still counts as on time."
    assert words(policy, "closes").startswith("7 days after the student's own due date (Fri 27 Nov")
    assert "3 days for the course, at most 2 for one homework" in words(policy, "slip days")
    assert words(policy, "used") == "ann 1."
    assert "It counts from the end of the 15 min of grace" in words(policy, "penalty")
    assert "the best counts" in words(policy, "attempts")
    assert "the times of its files do" in words(policy, "times")
    assert words(policy, "extension") == (
        "ann: until Sun 22 Nov 2026 23:59 CET. bob, cy: no limit (mail)."
    )
    fixed = make_policy("due = 2026-11-20T23:59:00+01:00\ncloses = 2026-11-21T23:59:00")
    assert words(fixed, "due") == "Fri 20 Nov 2026 23:59 UTC+01:00."
    assert words(fixed, "closes").startswith("Sat 21 Nov 2026 23:59 UTC+01:00; later work counts 0")


def test_the_table_has_the_usual_times_and_the_bends(make_policy: Make) -> None:
    """Grace, table rows and the closing are rows; behind the closing nothing is new."""
    policy = make_policy(
        DUE + 'grace = "20 min"\ncloses = "50 h"\n[penalty]\ntable = [["7 h", "10 %"], [30, 40]]'
    )
    found = table(policy)
    assert {"1 min", "20 min", "1 h", "7 h", "1 day", "30 h", "2 days", "2 days 2 h"} < set(found)
    last = list(found)[-1]
    assert last == "2 days 2 h 1 min"
    assert (found[last].accepted, found[last].final) == (False, 0)
    assert found["2 days 2 h"].accepted
    assert [found[key].final for key in ("20 min", "1 h", "1 day")] == [100, 90, 60]


def test_the_table_shows_the_mark_with_and_without_slip_days(make_policy: Make) -> None:
    """An extension moves the times, slip days the marks."""
    policy = make_policy(
        DUE + '[extensions]\nann = "1 day"\n[slip]\ndays = 2\n[penalty]\nper_day = "10 %"'
    )
    row = table(policy, names=("ann",))["3 days"]
    assert (row.slip_days, row.final, row.final_without_slip) == (2, 90, 70)
    assert row.handed.isoformat() == "2026-11-24T23:59:00+01:00"


def test_without_a_due_date_there_is_no_table(make_policy: Make) -> None:
    """Nor for a student whose extension has no end."""
    assert table(make_policy("")) == {}
    policy = make_policy(DUE + '[extensions]\nann = "no limit"')
    assert table(policy, names=("ann",)) == {}
    assert table(policy)
