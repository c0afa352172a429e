"""What one attempt is worth under a policy: its mark, what is taken off, slip days, the sentence.

What nobody knows stays unknown: a mark is None, never 0 and never full, when the time of handing
in matters and is not known.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from grader.policy import sentences
from grader.policy.amounts import NOTHING, Amount, exact, rounded
from grader.policy.moments import elapsed
from grader.policy.penalty import Lateness
from grader.policy.record import Terms


@dataclass(frozen=True, slots=True)
class Handed:
    """One attempt, as judged."""

    number: int
    """1, 2, ... in the order of time."""
    submitted_at: str | None
    """ISO 8601 with an offset, or None when nobody knows."""
    late: bool | None
    """What the system says that it was handed in to; asked only where the time is not known."""
    earned: float
    """Points known so far."""
    possible: float
    complete: bool
    """Whether every check has a mark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one attempt is worth under a policy."""

    final: Decimal | None
    """None: depends on a time that nobody knows."""
    taken_off: Decimal = Decimal(0)
    late_s: float | None = None
    slip_days: int = 0
    accepted: bool = True
    sentence: str = ""


def outcome(terms: Terms, attempt: Handed, when: datetime | None) -> Outcome:
    """What one attempt is worth by itself.

    Args:
        terms: the policy as it holds for the student.
        attempt: its points, and what the system says.
        when: it was handed in, or None.
    """
    earned = exact(attempt.earned)
    if terms.due is None:
        return Outcome(final=earned)
    if not terms.limited:
        return Outcome(final=earned, late_s=0, sentence=sentences.no_limit(terms, when))
    if when is None:
        return _without_time(terms, attempt)
    late_s = max(0.0, elapsed(terms.own_due, when).total_seconds())
    closing = terms.closing
    if closing is not None and elapsed(closing, when).total_seconds() > 0:
        return Outcome(
            final=Decimal(0),
            taken_off=earned,
            late_s=late_s,
            accepted=False,
            sentence=sentences.closed(terms, when, closing),
        )
    slip_days, amount = _slip_days(terms, attempt, when)
    final = _left(terms, attempt, amount)
    return Outcome(
        final=final,
        taken_off=earned - final,
        late_s=late_s,
        slip_days=slip_days,
        sentence=sentences.judged(
            terms, attempt, when, slip_days=slip_days, amount=amount, taken_off=earned - final
        ),
    )


def _without_time(terms: Terms, attempt: Handed) -> Outcome:
    """Nobody knows when; the mark is known all the same where no time could change it."""
    earned = exact(attempt.earned)
    if attempt.late is False:
        return Outcome(final=earned, late_s=0, sentence=sentences.system_says_on_time(terms))
    penalty = terms.policy.penalty
    low = high = NOTHING
    if penalty is not None:
        low = high = penalty.highest
        surely_late = attempt.late and not (
            terms.policy.grace or terms.usable_slip or terms.extended
        )
        low = penalty.lowest if surely_late else Amount(Decimal(0), high.unit)
    if terms.closing is not None or not _same(terms, attempt, low, high):
        return Outcome(final=None, sentence=sentences.unknown(terms, late=attempt.late))
    final = _left(terms, attempt, high)
    return Outcome(
        final=final,
        taken_off=earned - final,
        sentence=sentences.without_time(
            terms, attempt, amount=high, taken_off=earned - final, late=attempt.late
        ),
    )


def _same(terms: Terms, attempt: Handed, low: Amount, high: Amount) -> bool:
    """Whether two amounts take off as much: of this mark, and of all points.

    All points are looked at too, so that a mark of 0 does not pass for known.
    """
    penalty, possible = terms.policy.penalty, exact(attempt.possible)
    if penalty is None:
        return True
    return all(
        penalty.in_points(low, earned=earned, possible=possible)
        == penalty.in_points(high, earned=earned, possible=possible)
        for earned in (exact(attempt.earned), possible)
    )


def _left(terms: Terms, attempt: Handed, amount: Amount) -> Decimal:
    """The mark after what is taken off: two decimals, half up, never above what was earned."""
    earned, possible = exact(attempt.earned), exact(attempt.possible)
    if terms.policy.penalty is None:
        return earned
    loss = terms.policy.penalty.in_points(amount, earned=earned, possible=possible)
    return min(earned, rounded(earned - loss)) if loss else earned


def _slip_days(terms: Terms, attempt: Handed, when: datetime) -> tuple[int, Amount]:
    """The fewest slip days that leave the least to be taken off, and what the curve says then.

    While marks are missing it counts what would be taken off all points: a day is used when it
    may help.
    """
    penalty = terms.policy.penalty
    if penalty is None:
        return 0, NOTHING
    possible = exact(attempt.possible)
    earned = exact(attempt.earned) if attempt.complete else possible
    best: tuple[Decimal, int, Amount] | None = None
    for days in range(terms.usable_slip + 1):
        amount = penalty.amount(Lateness(terms.on_time_until(days), when))
        loss = penalty.in_points(amount, earned=earned, possible=possible)
        if best is None or loss < best[0]:
            best = loss, days, amount
        if not amount.value:
            break
    assert best is not None
    return best[1], best[2]
