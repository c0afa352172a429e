"""A recorded series made ready to draw: its finite values, thinned, and the same in words.

Values come from result files and may be anything; nothing here raises on them.
"""

from __future__ import annotations

import math
import re
from bisect import bisect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports import words
from reports.pictures.axis import LARGEST
from reports.text import one_line

MOST_POINTS = 400
"""Points drawn of one curve; of longer ones the extremes of equal stretches are kept."""

_RATE = re.compile(
    r"(?P<what>.*?)[,:;]?\s*(?:at\s+)?(?:learning[ _]rate|rate|lr)\s*[=:]?\s*"
    r"(?P<rate>[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?)",
    re.IGNORECASE,
)

Points = list[tuple[float, float]]
"""(step, value), the steps ascending."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """What is drawn of one recorded curve, before an axis is chosen."""

    name: str
    points: Points
    breaks: frozenset[int]
    """Places in `points` where the line starts anew, because values before were not finite."""
    bands: tuple[tuple[Points, Points], ...]
    """Lower and upper edge of each stretch of steps about which something is said."""
    summary: str
    length: int


def series(name: str, values: Sequence[Any], band: Any = None, most: int = MOST_POINTS) -> Series:
    """Everything about a recorded curve that does not depend on the axes.

    Args:
        name: As the check called it.
        values: At least one; null, nan and inf are gaps, and so is what is no number.
        band: {"low": ..., "high": ...}, each a number or a list of any length, or anything else
            where nothing was accepted.
        most: Points to keep.
    """
    finite = _finite(values)
    points = thinned(finite, most)
    edges = band if isinstance(band, Mapping) else {}
    return Series(
        name=one_line(name, 60).replace("_", " "),
        points=points,
        breaks=_breaks(points, finite, len(values)),
        bands=_bands(edges.get("low"), edges.get("high"), len(values)),
        summary=_summary(values, finite),
        length=len(values),
    )


def at_rate(name: str) -> tuple[str, float] | None:
    """Quantity and learning rate of a curve that is called after them.

    >>> at_rate("loss, rate 1e-06"), at_rate("loss")
    (('loss', 1e-06), None)
    """
    told = _RATE.fullmatch(name.strip()) if len(name) <= 200 else None
    return (told["what"].strip(), float(told["rate"])) if told else None


def is_list(value: Any) -> bool:
    """Whether a value is a list of values, and not a text."""
    return isinstance(value, Sequence) and not isinstance(value, str)


def _finite(values: Iterable[Any]) -> Points:
    """The values that can be drawn, with their steps from 1, none so large that it overflows."""
    return [
        (step, value if -LARGEST < value < LARGEST else math.copysign(LARGEST, value))
        for step, value in enumerate(values, 1)
        if words.finite(value)
    ]


def thinned(points: Points, most: int = MOST_POINTS) -> Points:
    """At most `most` of the points.

    A long curve is cut into equal stretches and each keeps its smallest and its largest value:
    single spikes, the thing one looks for in a loss curve, survive. So do the two ends.
    """
    if len(points) <= most:
        return points
    inner, stretches = points[1:-1], most // 2 - 1
    kept = points[:1]
    for k in range(stretches):
        part = inner[k * len(inner) // stretches : (k + 1) * len(inner) // stretches]
        low = min(part, key=lambda point: point[1])
        high = max(part, key=lambda point: point[1])
        kept.extend(sorted({low, high}))
    return kept + points[-1:]


def _breaks(points: Points, finite: Points, length: int) -> frozenset[int]:
    """Places in `points` that follow a value which was not finite."""
    if len(finite) == length:
        return frozenset()
    steps = {step for step, _ in finite}
    gaps = [step for step in range(1, length + 1) if step not in steps]
    before = [bisect(gaps, step) for step, _ in points]
    return frozenset(k for k in range(1, len(points)) if before[k] != before[k - 1])


def _bands(low: Any, high: Any, length: int) -> tuple[tuple[Points, Points], ...]:
    """What is accepted, in stretches: where an edge has gaps, nothing is said between them."""
    lower, upper = _edge(low, length), _edge(high, length)
    if len(lower) != len(upper):  # gaps that do not match: draw from end to end
        lower, upper = ([sum(runs, Points())] for runs in (lower, upper))
    pairs = zip(lower, upper, strict=True)
    return tuple((thinned(below), thinned(above)) for below, above in pairs if below and above)


def _edge(values: Any, length: int) -> list[Points]:
    """One edge of a band, spread evenly over the steps of its curve, in stretches without gaps."""
    edge = values if is_list(values) else [values]
    if len(edge) == 1:
        edge = [edge[0], edge[0]]
    stretch = (max(length, 2) - 1) / (len(edge) - 1) if len(edge) > 1 else 1.0
    runs: list[Points] = []
    last = -1
    for step, value in _finite(edge):
        if step != last + 1 or not runs:
            runs.append([])
        runs[-1].append((1 + (step - 1) * stretch, value))
        last = int(step)
    return runs


def _summary(values: Sequence[Any], finite: Points) -> str:
    """A curve in one sentence, for those who cannot see it and those who want the numbers."""
    total = words.count(len(values), "value")
    if not finite:
        return f"{total}, none of them finite"
    start, end = finite[0][1], finite[-1][1]
    step, lowest = min(finite, key=lambda point: point[1])
    text = f"{total}: starts at {words.number(start)}, ends at {words.number(end)}"
    if lowest < min(start, end):
        text += f", lowest {words.number(lowest)} at {step:.0f}"
    missing = len(values) - len(finite)
    if missing:
        first = next(i for i, v in enumerate(values, 1) if not words.finite(v))
        text += f", {missing} not finite (first at {first})"
    return text
