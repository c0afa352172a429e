"""Which of several attempts counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import permutations

import pytest

from grader.policy import Handed, Policy, Settled, settle

Make = Callable[[str], Policy]
DUE = 'due = 2026-11-20T23:59:00\ntimezone = "Europe/Berlin"\n'
AT = datetime.fromisoformat("2026-11-20T23:59:00+01:00")


def attempt(
    number: int,
    earned: float,
    days_late: float | None,
    *,
    late: bool | None = None,
    complete: bool = True,
) -> Handed:
    """An attempt, so many days late; None: nobody knows."""
    when = None if days_late is None else (AT + timedelta(days=days_late)).isoformat()
    return Handed(number, when, late, earned, 60, complete)


def with_rule(make_policy: Make, rule: str, more: str = "") -> Policy:
    """Ten per cent a day, closed after two days."""
    return make_policy(f'{DUE}attempts = "{rule}"\n{more}\n[penalty]\nper_day = "10 %"\n')


def settled(policy: Policy, *attempts: Handed) -> Settled:
    """All attempts of one student, settled."""
    return settle(policy, names=("ann",), handed=attempts, slip_used=0)


@pytest.mark.parametrize(
    ("rule", "counted", "final"), [("first", 0, 30), ("last", 2, 32), ("best", 1, 45)]
)
def test_the_rule_decides(make_policy: Make, rule: str, counted: int, final: float) -> None:
    """First, last, and the best after what is taken off: 45, although 50 were earned 2 days late."""
    attempts = attempt(1, 30, -2), attempt(2, 50, 0.5), attempt(3, 40, 2)
    done = settled(with_rule(make_policy, rule), *attempts)
    assert (done.counted, done.rule, done.final) == (counted, rule, final)


def test_of_equally_good_attempts_the_earlier_counts(make_policy: Make) -> None:
    """It was there first, and no lateness clings to it."""
    done = settled(with_rule(make_policy, "best"), attempt(1, 45, -1), attempt(2, 50, 1))
    assert (done.counted, done.final) == (0, 45)


def test_the_last_is_the_last_that_is_accepted(make_policy: Make) -> None:
    """What comes after the closing does not take away what stood before, and is mentioned."""
    policy = with_rule(make_policy, "last", 'closes = "2 days"')
    done = settled(policy, attempt(1, 40, -1), attempt(2, 50, 3), attempt(3, 60, 4))
    assert (done.counted, done.final) == (0, 40)
    assert done.adjustment is not None
    assert done.adjustment["sentence"].endswith(
        "Attempts 2 and 3 came after it had closed and do not count."
    )
    one_late = settled(policy, attempt(1, 40, -1), attempt(2, 50, 3))
    assert one_late.adjustment is not None
    assert one_late.adjustment["sentence"].endswith(
        "Attempt 2 came after it had closed and does not count."
    )


@pytest.mark.parametrize(("rule", "counted"), [("first", 0), ("last", 1), ("best", 1)])
def test_when_none_is_accepted_the_mark_is_zero(make_policy: Make, rule: str, counted: int) -> None:
    """One of them is shown, and the sentence says why it counts nothing."""
    policy = with_rule(make_policy, rule, 'closes = "2 days"')
    done = settled(policy, attempt(1, 40, 3), attempt(2, 50, 4))
    assert (done.counted, done.final) == (counted, 0)
    assert done.adjustment is not None
    assert done.adjustment["accepted"] is False


def test_times_come_before_numbers(make_policy: Make) -> None:
    """Where all times are known they give the order."""
    done = settled(with_rule(make_policy, "last"), attempt(1, 30, -1), attempt(2, 50, -2))
    assert done.counted == 0


@pytest.mark.parametrize("rule", ["first", "last", "best"])
def test_the_order_they_are_given_in_does_not_matter(make_policy: Make, rule: str) -> None:
    """Also of attempts at the same moment: then the number decides."""
    policy = with_rule(make_policy, rule)
    attempts = attempt(1, 50, 1), attempt(2, 45, -1), attempt(3, 40, -1), attempt(4, 44, 1)
    found = set()
    for order in permutations(attempts):
        done = settled(policy, *order)
        found.add((order[done.counted].number, done.final))
    assert len(found) == 1


def test_while_answers_wait_attempts_are_compared_by_what_is_known(make_policy: Make) -> None:
    """Waiting is worth nothing so far; once it is marked the choice is made again."""
    policy = with_rule(make_policy, "best")
    first, second = attempt(1, 40, -2, complete=False), attempt(2, 41, -1, complete=False)
    assert settled(policy, first, second).counted == 1
    assert settled(policy, attempt(1, 45, -2), second).counted == 0


def test_the_best_is_unknown_while_an_attempt_of_unknown_time_may_win(make_policy: Make) -> None:
    """On time it would be worth 50; so nobody knows, and the sentence says which attempt it is."""
    policy = with_rule(make_policy, "best")
    done = settled(policy, attempt(1, 40, -1), attempt(2, 50, None, late=True))
    assert done.final is None
    assert done.adjustment is not None
    assert done.adjustment["sentence"] == (
        "No mark yet: nobody knows how late attempt 2 was, and it may be the best one. The "
        "instructor can settle it with a file of times, with the columns student,submitted_at. "
        "Otherwise: Handed in on time, 19 Nov 2026 23:59 CET (due 20 Nov 2026 23:59 CET)."
    )


def test_the_best_is_known_when_no_unknown_attempt_can_win(make_policy: Make) -> None:
    """Even on time it would not be better."""
    policy = with_rule(make_policy, "best")
    done = settled(policy, attempt(1, 50, -1), attempt(2, 50, None, late=True))
    assert (done.counted, done.final) == (0, 50)


@pytest.mark.parametrize(("rule", "counted"), [("first", 0), ("last", 1), ("best", 1)])
def test_when_all_times_are_unknown(make_policy: Make, rule: str, counted: int) -> None:
    """There is an attempt to show, of the best the one with most points, and no mark."""
    done = settled(with_rule(make_policy, rule), attempt(1, 40, None), attempt(2, 50, None))
    assert (done.counted, done.final) == (counted, None)
    assert done.adjustment is not None
    assert done.adjustment["sentence"].startswith(
        "No mark yet: nobody knows when this was handed in"
    )
