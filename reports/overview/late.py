"""Work that came late, and what a course's policy made of it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from reports import words
from reports.overview.roll import Figure, Roll

_UNITS = (("d", 86400), ("h", 3600), ("min", 60))


def final_mark(result: Mapping[str, Any]) -> float | None:
    """The mark after the policy; the points themselves where the file knows no policy.

    None when the policy needs to know when it was handed in, and nobody knows.
    """
    final = result.get("final", result["earned"])
    return None if final is None else float(final)


def adjustment(result: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What the policy did to a mark; None without a policy."""
    found = result.get("adjustment")
    return found if isinstance(found, Mapping) else None


def lateness(result: Mapping[str, Any]) -> float | None:
    """Seconds after the due date, 0 when in time; None when nobody knows or nothing was due."""
    late = (adjustment(result) or {}).get("late_s")
    return max(0.0, float(late)) if words.finite(late) else None


def figures(roll: Roll) -> tuple[Figure, ...]:
    """What there is to say about late work, each with its students; nothing that nobody has."""
    sorts: dict[str, tuple[str, list[int]]] = {
        "late": ("handed in late", []),
        "taken": ("lost points by it", []),
        "refused": ("not accepted: too late", []),
        "slip": ("used slip days", []),
        "extension": ("had a due date of their own", []),
        "unknown": ("handed in nobody knows when, so without a final mark", []),
    }
    for place, result in enumerate(roll.results):
        found = adjustment(result)
        if found is None:
            continue
        holds = {
            "late": (lateness(result) or 0) > 0,
            "taken": (found.get("taken_off") or 0) > 0,
            "refused": found.get("accepted") is False,
            "slip": (found.get("slip_days") or 0) > 0,
            "extension": bool(found.get("extension")),
            "unknown": final_mark(result) is None,
        }
        for sort, so in holds.items():
            if so:
                sorts[sort][1].append(place)
    return tuple(
        roll.figure(f"time:{sort}", label, who) for sort, (label, who) in sorts.items() if who
    )


def taken_off(roll: Roll) -> float:
    """Points that the policy took off in the whole class."""
    return math.fsum(
        float((adjustment(result) or {}).get("taken_off") or 0) for result in roll.results
    )


def duration(seconds: float) -> str:
    """A time for people: its two largest units, never rounded down to nothing.

    >>> duration(93_600), duration(3_600), duration(20)
    ('1 d 2 h', '1 h', '1 min')
    """
    left = max(60, math.ceil(seconds / 60) * 60)
    parts = []
    for unit, size in _UNITS:
        number, left = divmod(left, size)
        if number:
            parts.append(f"{number} {unit}")
    return " ".join(parts[:2])
