"""What the keys of a marker come to: lines of the rubric, points taken off, a free number."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from grader.errors import UsageError

_TAKEN_OFF = re.compile(r"(\d+(?:\.\d+)?) points? taken off")
_NEARLY = 1e-4
"""Shares like 2/3 do not add up exactly; so near to all points is all points."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a rubric."""

    text: str
    points: float
    """Negative where the line takes off."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a marker chose for one answer."""

    lines: tuple[int, ...] = ()
    """Numbers, from 0, of the lines of the rubric that hold."""
    taken_off: float = 0.0
    free: float | None = None
    """Points given freely; then neither lines nor deductions count, but the lines stay said."""


def rubric(texts: Sequence[str], worth: Sequence[float], points: float) -> tuple[Line, ...]:
    """The lines of a rubric; texts without points of their own share the points equally.

    >>> [line.points for line in rubric(["a", "b"], [], 3)]
    [1.5, 1.5]
    """
    if len(worth) != len(texts):
        worth = [points / len(texts) for _ in texts]
    return tuple(Line(str(t), float(w)) for t, w in zip(texts, worth, strict=True))


def earned(given: Given, lines: Sequence[Line], points: float) -> float:
    """The points, never below 0 and never above what the answer is worth.

    Raises:
        UsageError: a line that the rubric does not have, or a number that is none.
    """
    if any(not 0 <= n < len(lines) for n in given.lines):
        raise UsageError("The rubric has no such line; open the answer again.")
    numbers = [given.taken_off, 0.0 if given.free is None else given.free]
    if not all(math.isfinite(n) and n >= 0 for n in numbers):
        raise UsageError("Points are a number that is not negative.")
    if given.free is not None:
        if given.free > points + _NEARLY:
            raise UsageError(
                f"The answer is worth {points:g} points, so it cannot earn {given.free:g}."
            )
        return min(points, round(given.free, 6))
    total = math.fsum(lines[n].points for n in set(given.lines))
    if abs(total - points) < _NEARLY:
        total = points
    return min(points, max(0.0, round(min(total, points) - given.taken_off, 6)))


def said(given: Given, lines: Sequence[Line]) -> tuple[str, ...]:
    """What is kept of it with the mark: the lines as texts, so that a changed rubric loses nothing."""
    out = [lines[n].text for n in sorted(set(given.lines))]
    if given.taken_off and given.free is None:
        out.append(
            f"{given.taken_off:.6g} {'point' if given.taken_off == 1 else 'points'} taken off"
        )
    return tuple(out)


def chosen(items: Sequence[str], mark_earned: float, lines: Sequence[Line], points: float) -> Given:
    """The keys again from a mark that was kept: the inverse of `said` and `earned`.

    Args:
        items: as kept with the mark.
        mark_earned: its points, on today's scale.
        lines, points: today's rubric and what the answer is worth today.
    """
    numbers = tuple(n for n, line in enumerate(lines) if line.text in items)
    off = [float(m[1]) for item in items if (m := _TAKEN_OFF.fullmatch(item))]
    given = Given(numbers, off[0] if off else 0.0)
    if abs(earned(given, lines, points) - mark_earned) < _NEARLY:
        return given
    return Given(numbers, 0.0, mark_earned)
