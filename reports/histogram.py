"""The distribution of marks of a class as bars; marks that are not final are told apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from reports import words
from reports.axis import Axis
from reports.curve import Tick

_ROOM = 340
"""Height of the tallest bar in a box of 400: its count stands above it."""
_GAP = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One interval of marks. Heights and widths in a box of 1000 x 400."""

    x: float
    width: float
    complete: float
    """Height of the part whose marks are final."""
    open: float
    """Height of the part above it, whose marks can still grow."""
    count: int
    middle: float
    """Percent from the left, for the count above the bar."""
    top: float
    """Percent from the top, for the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Histogram:
    """Bars, the marks at their edges, and the same in words."""

    bars: tuple[Bar, ...]
    edges: tuple[Tick, ...]
    summary: str
    open: bool
    """Whether any mark is not final."""


def histogram(marks: Sequence[tuple[float, bool]], possible: float) -> Histogram:
    """Count marks in intervals of equal, round width.

    Args:
        marks: (points earned, whether that is final) of each student.
        possible: Most points one can earn; the last interval ends there or after it.

    Returns:
        Seven to sixteen intervals from 0; marks outside (a penalty, a bonus) count in the outermost one.
        A mark on an edge counts in the interval above it, full marks in the last.
    """
    top = max([possible, *(earned for earned, _ in marks)], default=0.0)
    step = _step(top)
    number = max(1, math.ceil(round(top / step, 9)))
    final, open_ = [0] * number, [0] * number
    for earned, complete in marks:
        place = min(number - 1, max(0, math.floor(round(earned / step, 9))))
        (final if complete else open_)[place] += 1
    tallest = max(1, *(a + b for a, b in zip(final, open_, strict=True)))
    scale, width = _ROOM / tallest, 1000 / number
    bars = tuple(
        Bar(
            x=round(k * width + _GAP / 2, 2),
            width=round(width - _GAP, 2),
            complete=round(final[k] * scale, 2),
            open=round(open_[k] * scale, 2),
            count=final[k] + open_[k],
            middle=round(100 * (k + 0.5) / number, 2),
            top=round(100 - (final[k] + open_[k]) * scale / 4, 2),
        )
        for k in range(number)
    )
    every = 2 if number > 11 else 1
    edges = tuple(
        Tick(at=round(100 * k / number, 2), text=words.points(k * step))
        for k in range(0, number + 1, every)
    )
    said = [
        f"{words.points(k * step)} to {words.points((k + 1) * step)} points: {bar.count}"
        for k, bar in enumerate(bars)
        if bar.count
    ]
    return Histogram(
        bars=bars,
        edges=edges,
        summary="Histogram of marks. " + "; ".join(said),
        open=any(open_),
    )


def _step(top: float) -> float:
    """The round width that gives seven to sixteen intervals."""
    if not 1e-6 < top < 1e12:  # nobody marks so
        return max(1.0, top / 10)
    ticks = Axis(low=0, high=top).ticks(12)
    return ticks[1] - ticks[0]
