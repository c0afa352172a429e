"""The curve of a penalty and its bounds, against sums done by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from grader.policy.amounts import Amount
from grader.policy.moments import after, in_zone
from grader.policy.penalty import Lateness, Penalty
from grader.policy.spans import Span

DUE = datetime(2026, 11, 20, 23, 59, tzinfo=UTC)
TEN = Amount(Decimal(10))
TABLE = ((Span(1), TEN), (Span(2), Amount(Decimal(30))), (Span(0, 96 * 3600), Amount(Decimal(50))))


def late(**length: float) -> Lateness:
    """So late."""
    return Lateness(DUE, DUE + timedelta(**length))


@pytest.mark.parametrize(
    ("by", "per_cent"),
    [
        (timedelta(days=-1), 0),
        (timedelta(0), 0),
        (timedelta(microseconds=1), 10),
        (timedelta(days=1), 10),
        (timedelta(days=1, microseconds=1), 20),
        (timedelta(days=3), 30),
    ],
)
def test_each_started_day(by: timedelta, per_cent: int) -> None:
    """Exactly a day is one day; the smallest time more is two."""
    penalty = Penalty(per="day", rate=TEN)
    assert penalty.amount(Lateness(DUE, DUE + by)).value == per_cent


@pytest.mark.parametrize(
    ("minutes", "per_cent"), [(0, 0), (1, 1), (60, 1), (61, 2), (24 * 60, 24), (24 * 60 + 1, 25)]
)
def test_each_started_hour(minutes: int, per_cent: int) -> None:
    """The same with hours."""
    penalty = Penalty(per="hour", rate=Amount(Decimal(1)))
    assert penalty.amount(late(minutes=minutes)).value == per_cent


def test_a_started_day_ends_at_the_same_time_on_the_clock() -> None:
    """The day on which clocks are set back has 25 hours and is one day."""
    due = in_zone(datetime(2026, 10, 24, 23, 59), ZoneInfo("Europe/Berlin"))
    end = after(due, Span(1))
    assert Lateness(due, end).hours == 25
    assert Lateness(due, end).started_days == 1
    assert Lateness(due, after(end, Span(0, 1))).started_days == 2


def test_in_proportion() -> None:
    """12 h at 10 % per day are 5 %; 90 min at 2 % per hour are 3 %."""
    by_day = Penalty(curve="linear", per="day", rate=TEN)
    by_hour = Penalty(curve="linear", per="hour", rate=Amount(Decimal(2)))
    assert by_day.amount(late(hours=12)).value == 5
    assert by_hour.amount(late(minutes=90)).value == 3


@pytest.mark.parametrize(
    ("hours", "per_cent"),
    [(0, 0), (1, 10), (24, 10), (25, 30), (48, 30), (49, 50), (96, 50), (500, 50)],
)
def test_a_table_of_steps_holds_up_to_its_times(hours: int, per_cent: int) -> None:
    """And its last row for any longer time."""
    assert Penalty(table=TABLE).amount(late(hours=hours)).value == per_cent


@pytest.mark.parametrize(
    ("hours", "per_cent"),
    [(0, 0), (12, 5), (24, 10), (36, 20), (48, 30), (72, 40), (96, 50), (500, 50)],
)
def test_a_table_of_straight_lines(hours: int, per_cent: int) -> None:
    """Half way between two rows it takes the mean; it starts at nothing."""
    assert Penalty(curve="linear", table=TABLE).amount(late(hours=hours)).value == per_cent


def test_straight_lines_may_start_above_nothing() -> None:
    """A row at 0 h holds from the first moment, not for what is on time."""
    rows = ((Span(), TEN), (Span(0, 36000), Amount(Decimal(20))))
    penalty = Penalty(curve="linear", table=rows)
    assert penalty.amount(late(hours=0)).value == 0
    assert penalty.amount(late(hours=5)).value == 15
    assert penalty.lowest == TEN


def test_least_and_most_a_curve_can_take() -> None:
    """Needed where it is known that something was late and not by how much."""
    steps, table = Penalty(per="day", rate=TEN), Penalty(table=TABLE)
    assert (steps.lowest, steps.highest.value) == (TEN, Decimal("Infinity"))
    assert (table.lowest.value, table.highest.value) == (10, 50)
    assert Penalty(curve="linear", per="day", rate=TEN).lowest.value == 0
    assert Penalty(per="day").highest.value == 0


POINTS = {"earned": Decimal(47), "possible": Decimal(60)}


@pytest.mark.parametrize(
    ("penalty", "taken"),
    [
        (Penalty(per="day", rate=TEN), "14.1"),
        (Penalty(per="day", rate=TEN, of="possible"), "18"),
        (Penalty(per="day", rate=Amount(Decimal(5), "points")), "15"),
        (Penalty(per="day", rate=Amount(Decimal(50))), "47"),
        (Penalty(per="day", rate=TEN, most=Amount(Decimal(25))), "11.75"),
        (Penalty(per="day", rate=TEN, most=Amount(Decimal(4), "points")), "4"),
        (Penalty(per="day", rate=TEN, least=Amount(Decimal(75))), "2"),
        (Penalty(per="day", rate=TEN, least=Amount(Decimal(40), "points")), "7"),
        (Penalty(per="day", rate=TEN, least=Amount(Decimal(100))), "0"),
        (Penalty(per="day"), "0"),
    ],
)
def test_points_taken_off_after_three_days(penalty: Penalty, taken: str) -> None:
    """Of 47 points earned and 60 possible, within the bounds, and exact."""
    assert penalty.in_points(penalty.amount(late(days=3)), **POINTS) == Decimal(taken)


def test_an_endless_curve_takes_what_its_bounds_allow() -> None:
    """For a lateness that nobody knows."""
    penalty = Penalty(per="day", rate=TEN, most=Amount(Decimal(50)))
    assert penalty.in_points(penalty.highest, **POINTS) == Decimal("23.5")
