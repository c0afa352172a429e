"""The words of the pages: what a status is called, how points, numbers and times are written."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeGuard

STATUS_WORDS: Mapping[str, str] = {
    "passed": "Passed",
    "failed": "Wrong answer",
    "errored": "Stopped with an error",
    "timed_out": "Over a limit",
    "blocked": "Not run",
    "manual": "Waits for a person",
    "broken": "Broken on our side",
}
"""What a student reads for each status; every status has its own words, icon and colour."""

COUNTED_WORDS: Mapping[str, str] = {
    "passed": "passed",
    "failed": "wrong",
    "errored": "stopped with an error",
    "timed_out": "over a limit",
    "blocked": "not run",
    "manual": "waiting for a person",
    "broken": "broken on our side",
}
"""The same after a number of checks: `2 wrong`."""


def points(value: float) -> str:
    """Points with at most two decimals and no needless zeros.

    >>> points(2.0), points(0.5), points(1 / 3), points(-0.001)
    ('2', '0.5', '0.33', '0')
    """
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def count(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun.

    >>> count(1, "check"), count(2, "answer waits", "answers wait")
    ('1 check', '2 answers wait')
    """
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def number(value: Any, digits: int = 4) -> str:
    """A cell of a matrix or the end of a curve, in four digits or as many as said.

    Result files hold nan and inf either as such or as null or text, and all of them are shown.

    >>> number(0.123456), number(-2.0), number(1e-9), number(float("nan")), number(None)
    ('0.1235', '-2', '1e-9', 'nan', 'nan')
    """
    if value is None:
        return "nan"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)[:12]
    if isinstance(value, int) and abs(value) < 10**7:
        return str(value)
    try:
        return (
            f"{float(value):.{digits}g}".replace("e+", "e").replace("e0", "e").replace("e-0", "e-")
        )
    except OverflowError:  # an integer of a student may have thousands of digits
        return "-huge" if value < 0 else "huge"


def moment(text: Any) -> str:
    """An ISO time as a person writes it; anything else unchanged.

    >>> moment("2026-03-02T09:05:00+00:00")
    '2 March 2026, 09:05 UTC'
    """
    try:
        when = datetime.fromisoformat(str(text))
    except ValueError:
        return str(text)
    zone = ""
    if when.tzinfo is not None:
        when, zone = when.astimezone(UTC), " UTC"
    return f"{when.day} {when:%B %Y, %H:%M}{zone}"


def zoned(text: Any) -> str:
    """An ISO time as the clock of its own time zone shows it; anything else unchanged.

    >>> zoned("2026-03-10T23:59:00+01:00"), zoned("2026-03-10T22:59:00Z")
    ('10 March 2026, 23:59 (UTC+01:00)', '10 March 2026, 22:59 UTC')
    """
    try:
        when = datetime.fromisoformat(str(text))
    except ValueError:
        return str(text)
    zone = ""
    if when.tzinfo is not None:
        zone = f" ({when.tzname()})" if when.utcoffset() else " UTC"
    return f"{when.day} {when:%B %Y, %H:%M}{zone}"


def size(bytes_: int) -> str:
    """A number of bytes for people.

    >>> size(900), size(2_500_000)
    ('900 bytes', '2.5 MB')
    """
    if bytes_ < 1000:
        return count(bytes_, "byte")
    if bytes_ < 1_000_000:
        return f"{bytes_ / 1000:.3g} KB"
    return f"{bytes_ / 1_000_000:.3g} MB"


def finite(value: Any) -> TypeGuard[float]:
    """Whether a value is a number that can be drawn.

    >>> finite(3), finite(0.5), finite(True), finite(None), finite(float("nan")), finite("1")
    (True, True, False, False, False, False)
    """
    return type(value) in (float, int) and -sys.float_info.max <= value <= sys.float_info.max
