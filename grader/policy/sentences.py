"""What a student reads about the time: when it was due, when it came, what was taken off and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol

from grader.policy.amounts import Amount, exact, number, rounded
from grader.policy.moments import days_and_seconds, elapsed, say
from grader.policy.penalty import Lateness, Penalty
from grader.policy.record import Terms
from grader.policy.spans import in_words, plural

_SETTLES_IT = (
    "The instructor can settle it with a file of times, with the columns student,submitted_at."
)


class Points(Protocol):
    """The points of one attempt."""

    @property
    def earned(self) -> float: ...
    @property
    def possible(self) -> float: ...
    @property
    def complete(self) -> bool: ...


def due(terms: Terms) -> str:
    """`due 20 Nov 2026 23:59 CET`, with a word about an extension."""
    extended = " with your extension" if terms.extended is not None else ""
    return f"due {say(terms.own_due, terms.policy.zone)}{extended}"


def no_limit(terms: Terms, when: datetime | None) -> str:
    """With an extension that has no end."""
    handed = "" if when is None else f"Handed in on {say(when, terms.policy.zone)}. "
    return f"{handed}Your extension has no end: nothing is taken off."


def system_says_on_time(terms: Terms) -> str:
    """Without a time, but not marked as late."""
    return f"Handed in on time, as the system says that it was handed in to ({due(terms)})."


def unknown(terms: Terms, *, late: bool | None) -> str:
    """Where the mark depends on a time that nobody knows."""
    if late:
        return (
            "No mark yet: this was handed in late, but nobody knows by how much "
            f"({due(terms)}). {_SETTLES_IT}"
        )
    return f"No mark yet: nobody knows when this was handed in ({due(terms)}). {_SETTLES_IT}"


def rival(number_of: int, sentence: str) -> str:
    """Where an attempt of unknown time may be the best one."""
    return (
        f"No mark yet: nobody knows how late attempt {number_of} was, and it may be the best one. "
        f"{_SETTLES_IT} Otherwise: {sentence}"
    )


def with_closed(sentence: str, closed: Sequence[int]) -> str:
    """Adds which other attempts came too late to be accepted."""
    if not closed or not sentence:
        return sentence
    listed = " and ".join(str(n) for n in closed)
    word = "Attempt" if len(closed) == 1 else "Attempts"
    does = "does" if len(closed) == 1 else "do"
    return f"{sentence} {word} {listed} came after it had closed and {does} not count."


def closed(terms: Terms, when: datetime, closing: datetime) -> str:
    """After the time until which anything is accepted."""
    return (
        f"Handed in {_late(terms, when)} late ({due(terms)}), after it had closed on "
        f"{say(closing, terms.policy.zone)}: it is not accepted and counts 0 points."
    )


def without_time(
    terms: Terms, points: Points, *, amount: Amount, taken_off: Decimal, late: bool | None
) -> str:
    """Nobody knows when, and it makes no difference."""
    if not late:
        return (
            f"Nobody knows when this was handed in ({due(terms)}), but nothing is taken off for it."
        )
    head = f"Handed in late, nobody knows by how much ({due(terms)})."
    return f"{head} {_taken(terms.policy.penalty, points, amount, taken_off, '')}"


def judged(
    terms: Terms,
    points: Points,
    when: datetime,
    *,
    slip_days: int,
    amount: Amount,
    taken_off: Decimal,
) -> str:
    """With a known time, accepted."""
    zone = terms.policy.zone
    if elapsed(terms.own_due, when) <= timedelta(0):
        return f"Handed in on time, {say(when, zone)} ({due(terms)})."
    head = f"Handed in {_late(terms, when)} late ({due(terms)})"
    if elapsed(terms.on_time_until(0), when) <= timedelta(0):
        return f"{head}, within the {terms.policy.grace} that still count as on time."
    penalty = terms.policy.penalty
    if slip_days and not amount.value:
        makes = "makes" if slip_days == 1 else "make"
        return f"{head}. {_slip(slip_days)} {makes} up for it: nothing is taken off.{_left(terms, slip_days)}"
    middle = ""
    if slip_days:
        takes = "takes" if slip_days == 1 else "take"
        middle = f" {_slip(slip_days)} {takes} {plural(slip_days, 'day')} off that."
    late = Lateness(terms.on_time_until(slip_days), when)
    span = "" if penalty is None else _counted_units(penalty, late)
    return f"{head}.{middle} {_taken(penalty, points, amount, taken_off, span)}{_left(terms, slip_days)}"


def _late(terms: Terms, when: datetime) -> str:
    return in_words(*days_and_seconds(terms.own_due, when))


def _slip(days: int) -> str:
    return plural(days, "slip day")


def _left(terms: Terms, used: int) -> str:
    """How many slip days are left in the course, where one was used now."""
    if not used or terms.policy.slip is None:
        return ""
    return f" That leaves you {terms.slip_left - used} of {_slip(terms.policy.slip.days)}."


def _counted_units(penalty: Penalty, late: Lateness) -> str:
    """`for 2 started days`, where the curve counts something."""
    if penalty.per is None:
        return ""
    if penalty.curve == "linear":
        return f" at {penalty.rate} per {penalty.per}"
    count = int(penalty.amount(late).value / penalty.rate.value) if penalty.rate.value else 0
    return f" for {plural(count, f'started {penalty.per}')}"


def _taken(
    penalty: Penalty | None, points: Points, amount: Amount, taken_off: Decimal, span: str
) -> str:
    if penalty is None or not taken_off:
        return "Nothing is taken off."
    taken = rounded(taken_off)
    off = (
        f"{number(taken)} {'point' if taken == 1 else 'points'}"
        if taken
        else "less than 0.01 points"
    )
    reason = _reason(penalty, points, amount)
    return f"{off} taken off{span}{': ' if reason else ''}{reason}."


def _reason(penalty: Penalty, points: Points, amount: Amount) -> str:
    """How the points that are taken off come about: the share, and the bound that held."""
    earned, possible = exact(points.earned), exact(points.possible)
    whole = earned if penalty.of == "earned" else possible
    endless = amount.value.is_infinite()  # a curve without an end, for a time that nobody knows
    taken = amount.value if endless else amount.of(whole)
    reason = ""
    if amount.unit == "%" and not endless:
        reason = f"{Amount(rounded(amount.value))} of {_whole(penalty, points)}"
    if penalty.most is not None and penalty.most.of(whole) < taken:
        taken = penalty.most.of(whole)
        of = f" of {_whole(penalty, points)}" if penalty.most.unit == "%" else ""
        reason = f"{penalty.most}{of}, and not more is taken off"
    if penalty.least is not None and earned - penalty.least.of(possible) < taken:
        floor = number(rounded(penalty.least.of(possible)))
        return f"the mark does not fall below {floor} points for being late"
    if taken > earned:
        return "all that was earned"
    return reason


def _whole(penalty: Penalty, points: Points) -> str:
    if penalty.of == "possible":
        return f"the {number(rounded(exact(points.possible)))} possible points"
    known = "earned" if points.complete else "known so far"
    return f"the {number(rounded(exact(points.earned)))} points {known}"
