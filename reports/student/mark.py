"""The mark on top of a student's page: what was earned, what was taken off and why, what counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reports import words
from reports.text import one_line, shorten

_RULES = {"last": "the last one", "best": "the best one", "first": "the first one"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What stands on top, in numbers and in words."""

    shown: float
    """The number in large: what counts, or what was earned where nobody knows that yet."""
    possible: float
    after: str
    """What stands behind it: `of 20 points so far`."""
    ledger: tuple[tuple[str, str], ...]
    """Label and amount: the way from what was earned to what counts; empty where they are equal."""
    sentence: str
    """What was taken off and why, as the policy says it."""
    facts: tuple[tuple[str, str], ...]
    """When it was handed in, when it was due, which attempt counts."""


def mark(result: Mapping[str, Any]) -> Mark:
    """The mark of a result.

    Args:
        result: A decoded result file; old ones know neither policies nor attempts.
    """
    earned, possible = result["earned"], result["possible"]
    so_far = " so far" if not result["complete"] else ""
    adjusted = result.get("adjustment")
    adjustment: Mapping[str, Any] = adjusted if isinstance(adjusted, Mapping) else {}
    final = result.get("final")
    after = f"of {words.points(possible)} points{so_far}"
    shown = earned
    if adjustment and words.finite(final):
        shown = final
    elif adjustment:
        after += ", before anything is taken off"
    return Mark(
        shown=shown,
        possible=possible,
        after=after,
        ledger=_ledger(earned, final, adjustment),
        sentence=shorten(str(adjustment.get("sentence") or ""), 1000),
        facts=_facts(result, adjustment),
    )


def _ledger(
    earned: float, final: Any, adjustment: Mapping[str, Any]
) -> tuple[tuple[str, str], ...]:
    if not adjustment:
        return ()
    if not words.finite(final):
        return (("Earned", words.points(earned)), ("What counts", "not known yet"))
    taken = adjustment.get("taken_off")
    off = float(taken) if words.finite(taken) else earned - final
    if abs(off) < 1e-9 and abs(earned - final) < 1e-9:
        return ()
    return (
        ("Earned", words.points(earned)),
        ("Taken off", f"\N{MINUS SIGN} {words.points(off)}"),
        ("What counts", words.points(final)),
    )


def _facts(result: Mapping[str, Any], adjustment: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    extension = adjustment.get("extension")
    slip = adjustment.get("slip_days")
    facts = [
        ("Handed in", _time(_beside(result.get("submitted_at"), adjustment.get("due")))),
        ("Due", _time(adjustment.get("due"))),
        ("Your own due date", _time(extension)),
        ("Slip days used", str(slip) if type(slip) is int and slip > 0 else ""),
        ("Attempt", _attempt(result.get("attempt"))),
    ]
    return tuple((label, text) for label, text in facts if text)


def _beside(time: Any, due: Any) -> Any:
    """A time on the clock that the due date is told on, so that the two can be compared at sight.

    >>> _beside("2026-03-11T09:00:00Z", "2026-03-10T23:59:00+01:00")
    '2026-03-11T10:00:00+01:00'
    """
    try:
        when, other = (datetime.fromisoformat(str(text)) for text in (time, due))
        if when.tzinfo is None or other.tzinfo is None:
            return time
        return when.astimezone(other.tzinfo).isoformat()
    except (ValueError, OverflowError):
        return time


def _time(value: Any) -> str:
    return one_line(words.zoned(value), 60) if value else ""


def _attempt(attempt: Any) -> str:
    """Which one counts.

    >>> _attempt({"number": 2, "of": 3, "rule": "best"})
    'number 2 of 3 counts, the best one'
    """
    if not isinstance(attempt, Mapping):
        return ""
    number, of = attempt.get("number"), attempt.get("of")
    if type(number) is not int or type(of) is not int or of < 2:
        return ""
    rule = _RULES.get(str(attempt.get("rule")), "")
    return f"number {number} of {of} counts{f', {rule}' if rule else ''}"


def together(group: Any, own: Sequence[str]) -> str:
    """Who handed in together with this student.

    >>> together(["ann", "bo", "cy"], ["ann"])
    'bo and cy'
    """
    if not isinstance(group, list | tuple):
        return ""
    names = [one_line(name, 120) for name in group if isinstance(name, str) and name not in own]
    if len(names) > 20:
        names = [*names[:20], f"{len(names) - 20} more"]
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)
