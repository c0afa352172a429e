"""Lengths of time as an instructor writes them: "15 min", "2 days", "1 day 12 h".

Imports nothing of the project.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

_UNITS = {
    "s": ("s", "sec", "secs", "second", "seconds"),
    "min": ("min", "mins", "minute", "minutes"),
    "h": ("h", "hr", "hrs", "hour", "hours"),
    "day": ("d", "day", "days"),
    "week": ("w", "week", "weeks"),
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words}
_SECONDS = {"s": 1, "min": 60, "h": 3600}
_DAYS = {"day": 1, "week": 7}
_PIECE = re.compile(r"([0-9]+)\s*([A-Za-z]+)")
_WHOLE = re.compile(rf"(?:{_PIECE.pattern})(?:[\s,]*(?:and\s+)?{_PIECE.pattern})*")
_LONGEST_DAYS = 3660

EXAMPLES = '"15 min", "12 h", "2 days" or "1 day 12 h"'


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A length of time: days of the calendar, and seconds of the clock.

    A day leads to the same time on the clock, also when the clocks are changed in between.
    """

    days: int = 0
    seconds: int = 0

    @property
    def clock(self) -> timedelta:
        """The length with days of 24 hours."""
        return timedelta(days=self.days, seconds=self.seconds)

    @property
    def hours(self) -> float:
        """The length in hours, with days of 24 hours."""
        return self.clock.total_seconds() / 3600

    def __str__(self) -> str:
        return in_words(self.days, self.seconds, at_most=4)

    def __bool__(self) -> bool:
        return bool(self.days or self.seconds)


NO_TIME = Span()


def parse_span(text: str) -> Span:
    """Reads a length of time.

    >>> parse_span("1 day 12 h")
    Span(days=1, seconds=43200)

    Raises:
        ValueError: with the end of a sentence that says what to write.
    """
    text = text.strip()
    if re.fullmatch(r"[0-9]+", text):
        raise ValueError(f"has no unit: write for example {EXAMPLES}")
    if re.search(r"[0-9][.,][0-9]", text):
        raise ValueError('must be in whole numbers: instead of "1.5 days" write "1 day 12 h"')
    if not _WHOLE.fullmatch(text):
        raise ValueError(f"is no length of time: write for example {EXAMPLES}")
    days = seconds = 0
    for digits, word in _PIECE.findall(text):
        unit = _UNIT_OF.get(word.lower())
        if unit is None:
            raise ValueError(f"has the unknown unit {word!r}: write for example {EXAMPLES}")
        if len(digits) > 9:
            raise ValueError("is longer than ten years: write a shorter time")
        if unit in _DAYS:
            days += int(digits) * _DAYS[unit]
        else:
            seconds += int(digits) * _SECONDS[unit]
    if days + seconds / 86400 > _LONGEST_DAYS:
        raise ValueError("is longer than ten years: write a shorter time")
    return Span(days, seconds)


def in_words(days: int, seconds: int, *, at_most: int = 2) -> str:
    """A length of time for a person, in its largest units, rounded down.

    >>> in_words(1, 3 * 3600 + 5), in_words(0, 59), in_words(0, 0)
    ('1 day 3 h', '59 s', 'less than 1 s')

    Args:
        days: whole days.
        seconds: the rest; may be longer than a day.
        at_most: how many units are said.
    """
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    parts = [f"{hours} h"] * bool(hours) + [f"{minutes} min"] * bool(minutes)
    parts = [plural(days, "day")] * bool(days) + parts + [f"{left} s"] * bool(left)
    return " ".join(parts[:at_most]) or "less than 1 s"


def plural(count: int, word: str) -> str:
    """A count with its word.

    >>> plural(1, "day"), plural(2, "slip day")
    ('1 day', '2 slip days')
    """
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
