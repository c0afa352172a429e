"""What late work costs: the curve over the time, and its bounds.

Knows how late something is, not who handed it in. Imports nothing of the project.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Literal

from grader.policy.amounts import NOTHING, Amount
from grader.policy.moments import after, days_and_seconds, elapsed
from grader.policy.spans import Span

Curve = Literal["steps", "linear"]


@dataclass(frozen=True, slots=True)
class Lateness:
    """How long after the moment from which the penalty counts something was handed in."""

    start: datetime
    """Due date with extension, slip days and grace."""
    handed: datetime

    @property
    def hours(self) -> Decimal:
        """By the clock, to the microsecond; never negative."""
        past = max(elapsed(self.start, self.handed), timedelta(0))
        return Decimal(past // timedelta(microseconds=1)) / Decimal(3_600_000_000)

    @property
    def started_days(self) -> int:
        """Days of the calendar that have begun: 1 from the first moment on."""
        days, _ = days_and_seconds(self.start, self.handed)
        return days + (elapsed(after(self.start, Span(days)), self.handed) > timedelta(0))

    def within(self, span: Span) -> bool:
        """Whether it is at most that long."""
        return elapsed(after(self.start, span), self.handed) <= timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Penalty:
    """A curve over the time: so much per day or hour, or a table."""

    curve: Curve = "steps"
    """`steps`: each started day or hour, each row of the table; `linear`: in proportion."""
    per: Literal["day", "hour"] | None = None
    """What `rate` belongs to; None with a table."""
    rate: Amount = NOTHING
    table: tuple[tuple[Span, Amount], ...] = ()
    """Rows (up to this late, this much), both rising."""
    of: Literal["earned", "possible"] = "earned"
    """Whole of a percentage."""
    most: Amount | None = None
    """The largest deduction."""
    least: Amount | None = None
    """The mark does not fall below this; a percentage is of the possible points."""

    def amount(self, late: Lateness) -> Amount:
        """What the curve says, before `most` and `least`."""
        if late.hours == 0:
            return Amount(Decimal(0), self.highest.unit)
        if self.table:
            return self._row(late) if self.curve == "steps" else self._between(late.hours)
        if self.curve == "linear":
            return self.rate.times(late.hours / (24 if self.per == "day" else 1))
        if self.per == "day":
            return self.rate.times(Decimal(late.started_days))
        return self.rate.times(late.hours.to_integral_value(ROUND_CEILING))

    @property
    def lowest(self) -> Amount:
        """What the smallest lateness costs: a curve that starts at nothing gives 0."""
        if self.curve == "steps":
            return self.table[0][1] if self.table else self.rate
        return self._between(Decimal(0)) if self.table else self.rate.times(Decimal(0))

    @property
    def highest(self) -> Amount:
        """What the longest lateness costs; infinite where nothing ends the curve."""
        if self.table:
            return self.table[-1][1]
        return self.rate.times(Decimal("Infinity")) if self.rate.value else self.rate

    def in_points(self, amount: Amount, *, earned: Decimal, possible: Decimal) -> Decimal:
        """What an amount of the curve takes off, within the bounds; in 0 to `earned`."""
        whole = earned if self.of == "earned" else possible
        taken = amount.value if amount.value.is_infinite() else amount.of(whole)
        if self.most is not None:
            taken = min(taken, self.most.of(whole))
        if self.least is not None:
            taken = min(taken, earned - self.least.of(possible))
        return max(Decimal(0), min(taken, earned))

    def _row(self, late: Lateness) -> Amount:
        return next((take for span, take in self.table if late.within(span)), self.table[-1][1])

    def _between(self, hours: Decimal) -> Amount:
        """On the straight line between two rows; from nothing at 0 h unless a row says otherwise."""
        unit = self.highest.unit
        x0, y0 = Decimal(0), Decimal(0)
        for span, take in self.table:
            x1, y1 = Decimal(span.clock // timedelta(seconds=1)) / 3600, take.value
            if hours <= x1:
                part = (hours - x0) / (x1 - x0) if x1 > x0 else Decimal(1)
                return Amount(y0 + part * (y1 - y0), unit)
            x0, y0 = x1, y1
        return Amount(y0, unit)
