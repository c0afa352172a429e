"""Moments with a time zone: reading them, adding days to them, saying them.

Imports nothing of the project. A moment is an aware `datetime`; a naive one never leaves this file.
"""

from __future__ import annotations

import difflib
import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from grader.policy.spans import Span

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_WEEKDAYS = "Mon Tue Wed Thu Fri Sat Sun".split()
_YEARS = range(2000, 2200)

EXAMPLE = "2026-11-20T23:59:00+01:00"
DATED = re.compile(r"\s*[0-9]{1,4}[-./][0-9]")
"""How a text begins that was meant as a date."""


def find_zone(name: str) -> tzinfo:
    """The time zone of that name, as in the IANA database.

    Raises:
        ValueError: with the end of a sentence that says what to write.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        known = available_timezones()
    if not known:
        raise ValueError('cannot be looked up: install the time zones with pip install "tzdata"')
    folded = {zone.lower(): zone for zone in known}
    near = difflib.get_close_matches(name.lower(), folded, n=1)
    meant = folded[near[0]] if near else "Europe/Berlin"
    raise ValueError(f"is no known time zone: write it for example as {meant!r}")


def in_zone(wall: datetime, zone: tzinfo) -> datetime:
    """The moment at which clocks in that zone show this, if there is exactly one.

    Args:
        wall: without a zone.
        zone: where the clocks hang.

    Raises:
        ValueError: when clocks never show it, or show it twice; the end of a sentence.
    """
    early, late = (wall.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if early.utcoffset() == late.utcoffset():
        return early
    if _wall(early.astimezone(UTC), zone) != wall:
        skipped, past = _wall(early.astimezone(UTC), zone), _wall(late.astimezone(UTC), zone)
        raise ValueError(
            f"is a time that clocks in {zone} skip, because they are set forward then: "
            f"write a time before or after, {past.isoformat()} or {skipped.isoformat()}"
        )
    first, second = (moment.isoformat() for moment in (early, late))
    raise ValueError(
        f"happens twice in {zone}, because clocks are set back then: "
        f"write which one is meant, {first} or {second}"
    )


def read_moment(value: object, zone: tzinfo | None) -> datetime:
    """A moment from a TOML value.

    Args:
        value: what stands in the file.
        zone: the policy's time zone, or None when it names none.

    Raises:
        ValueError: with the end of a sentence that says what to write.
    """
    if isinstance(value, datetime):
        if value.year not in _YEARS:
            raise ValueError(f"is in the year {value.year}, which looks like a slip of the pen")
        if value.tzinfo is not None:
            return value if zone is None else value.astimezone(zone)
        if zone is None:
            raise ValueError(
                'has no time zone: add a line such as timezone = "Europe/Berlin", or write the '
                f"offset from UTC behind the time, {value.isoformat()}+01:00"
            )
        return in_zone(value, zone)
    if isinstance(value, date):
        raise ValueError(f"has no time of day: write for example {value.isoformat()}T23:59:00")
    if isinstance(value, time):
        raise ValueError(f"has no date: write for example 2026-11-20T{value.isoformat()}")
    if isinstance(value, str) and DATED.match(value):
        raise ValueError("must stand without quotes, like 2026-11-20T23:59:00")
    raise ValueError("must be a date with a time, like 2026-11-20T23:59:00")


def parse_instant(text: str) -> datetime:
    """A moment from ISO 8601 text with an offset.

    Raises:
        ValueError: with the end of a sentence that says what to write.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"is no time: write it like {EXAMPLE}") from None
    if moment.tzinfo is None:
        raise ValueError(
            f"does not say in which time zone: write the offset from UTC, like {EXAMPLE}"
        )
    if moment.year not in _YEARS:
        raise ValueError(f"is in the year {moment.year}, which looks like a slip of the pen")
    return moment


def after(moment: datetime, span: Span) -> datetime:
    """The moment that much later: days by the calendar of its zone, then seconds by the clock.

    Where the clock shows the wanted time twice or never, the later of the two readings holds.
    """
    if span.days:
        wall = moment.replace(tzinfo=None) + timedelta(days=span.days)
        readings = [wall.replace(tzinfo=moment.tzinfo, fold=fold) for fold in (0, 1)]
        moment = max(r.astimezone(UTC) for r in readings).astimezone(moment.tzinfo)
    if span.seconds:
        moved = moment.astimezone(UTC) + timedelta(seconds=span.seconds)
        moment = moved.astimezone(moment.tzinfo)
    return moment


def elapsed(start: datetime, end: datetime) -> timedelta:
    """Time by the clock between two moments, also where the clocks are changed in between."""
    return end.astimezone(UTC) - start.astimezone(UTC)


def days_and_seconds(start: datetime, end: datetime) -> tuple[int, int]:
    """Whole days of the calendar from start to end, and the seconds left, rounded down.

    Both are 0 when the end is not after the start.
    """
    days = 0
    if elapsed(start, end) > timedelta(0):
        days = max(0, elapsed(start, end).days - 2)
        while elapsed(after(start, Span(days + 1)), end) >= timedelta(0):
            days += 1
    return days, max(0, int(elapsed(after(start, Span(days)), end).total_seconds()))


def say(moment: datetime, zone: tzinfo | None = None, *, weekday: bool = False) -> str:
    """A moment for a person, the same in every locale: `20 Nov 2026 23:59 CET`.

    Args:
        moment: what to say.
        zone: where the reader's clock hangs; the moment's own zone by default.
        weekday: whether to begin with the day of the week.
    """
    local = moment if zone is None else moment.astimezone(zone)
    clock = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
    name = local.tzname() or ""
    if name[:1] in ("+", "-"):  # zones without an abbreviation of their own
        name = f"UTC{local.isoformat()[-6:]}"
    day = f"{_WEEKDAYS[local.weekday()]} " if weekday else ""
    return f"{day}{local.day} {_MONTHS[local.month - 1]} {local.year} {clock} {name}"


def _wall(moment: datetime, zone: tzinfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)
