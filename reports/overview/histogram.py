"""The distribution of marks of a class as bars; marks that are not final are told apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from reports import words
from reports.overview.roll import Figure
from reports.pictures.axis import Axis
from reports.pictures.curve import Tick


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One interval of marks with its students; heights in percent of the tallest bar."""

    figure: Figure
    complete: float
    """Height of the part whose marks are final."""
    open: float
    """Height of the part above it, whose marks can still grow."""

    @property
    def count(self) -> int:
        """How many students it stands for."""
        return self.figure.count


@dataclass(frozen=True, slots=True, kw_only=True)
class Histogram:
    """Bars of equal width and the marks at their edges, in percent from the left."""

    bars: tuple[Bar, ...]
    edges: tuple[Tick, ...]
    open: bool
    """Whether any mark is not final."""


def histogram(
    marks: Sequence[tuple[int, float, bool]],
    possible: float,
    *,
    name: str = "mark",
    unit: str = "points",
) -> Histogram:
    """Count marks in intervals of equal, round width.

    Args:
        marks: (position in the class, points, whether that is final) of each student.
        possible: Most points one can earn; the last interval ends there or after it.
        name: What is counted, the start of the keys of its figures.
        unit: What the marks are called.

    Returns:
        Seven to sixteen intervals from 0; marks outside (a penalty, a bonus) count in the outermost one.
        A mark on an edge counts in the interval above it, full marks in the last.
    """
    top = max([possible, *(earned for _, earned, _ in marks)], default=0.0)
    step = _step(top)
    number = max(1, math.ceil(round(top / step, 9)))
    final: list[list[int]] = [[] for _ in range(number)]
    open_: list[list[int]] = [[] for _ in range(number)]
    for place, earned, complete in marks:
        k = min(number - 1, max(0, math.floor(round(earned / step, 9))))
        (final if complete else open_)[k].append(place)
    tallest = max(1, *(len(a) + len(b) for a, b in zip(final, open_, strict=True)))
    every = 2 if number > 11 else 1
    return Histogram(
        bars=tuple(
            Bar(
                figure=Figure(
                    key=f"{name}:{k * step:.6g}..{(k + 1) * step:.6g}",
                    label=f"{words.points(k * step)} to {words.points((k + 1) * step)} {unit}",
                    who=tuple(sorted(final[k] + open_[k])),
                ),
                complete=round(100 * len(final[k]) / tallest, 2),
                open=round(100 * len(open_[k]) / tallest, 2),
            )
            for k in range(number)
        ),
        edges=tuple(
            Tick(at=round(100 * k / number, 2), text=words.points(k * step))
            for k in range(0, number + 1, every)
        ),
        open=any(open_),
    )


def _step(top: float) -> float:
    """The round width that gives seven to sixteen intervals."""
    if not 1e-6 < top < 1e12:  # nobody marks so
        return max(1.0, top / 10)
    ticks = Axis(low=0, high=top).ticks(12)
    return ticks[1] - ticks[0]
