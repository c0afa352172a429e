"""Loss and accuracy curves as SVG paths with text beside them.

A chart is pure geometry: paths in a box of WIDTH x HEIGHT that the page stretches to its column,
and labels with positions in percent that the page sets as ordinary text, so that they stay
legible at any width. The template draws it; nothing here knows HTML.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from reports import words
from reports.axis import LARGEST, Axis, spanning
from reports.text import one_line

WIDTH, HEIGHT = 1000, 400
MOST_POINTS = 400
"""Points drawn of one curve; of longer ones the extremes of equal stretches are kept."""
MOST_LINES = 9
"""Lines in one chart: a sweep over nine learning rates still fits."""

Points = list[tuple[int, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A label beside an axis; `at` in percent from the left or from the top."""

    at: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One curve, ready to draw. `style` counts from 0 and picks colour and dashes."""

    name: str
    path: str
    band: str
    style: int
    start: Tick | None
    """Where a curve of a single point stands (such a path draws nothing), as left and `top`."""
    summary: str
    """The curve in words: where it starts, ends and is lowest; where it stops being finite."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """The lines against one choice of vertical axis."""

    log: bool
    lines: tuple[Line, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Curves that belong together, linear and, where it makes sense, logarithmic as well."""

    title: str
    plots: tuple[Plot, ...]
    prefer_log: bool
    omitted: int
    """Lines left out because the chart already has MOST_LINES."""


def charts(curves: Mapping[str, Any], bands: Mapping[str, Any] | None = None) -> tuple[Chart, ...]:
    """Draw every recorded curve; those whose names end in the same word share a chart.

    Args:
        curves: Name -> values in order; null, nan and inf are gaps.
        bands: Name of a curve -> {"low": [...], "high": [...]}: what was accepted, drawn behind it.
            Lists of one value stand for a constant.

    Returns:
        Charts in the order of the first curve of each. Curves without values are left out.
    """
    groups: dict[str, dict[str, Sequence[Any]]] = {}
    for name, values in curves.items():
        if isinstance(values, Sequence) and not isinstance(values, str) and len(values) > 0:
            groups.setdefault(_quantity(str(name)), {})[str(name)] = values
    return tuple(_chart(group, bands or {}) for group in groups.values())


def _quantity(name: str) -> str:
    """What a curve measures: the last word of its name.

    >>> _quantity("validation_loss"), _quantity("lr 0.1")
    ('loss', 'lr')
    """
    found = re.findall(r"[^\W\d_]+", name)
    return found[-1].casefold() if found else ""


def _chart(group: Mapping[str, Sequence[Any]], bands: Mapping[str, Any]) -> Chart:
    shown = dict(list(group.items())[:MOST_LINES])
    drawn = {name: thinned(values) for name, values in shown.items()}
    edges = {name: _edges(bands.get(name), len(shown[name])) for name in shown}
    heights = [y for points in drawn.values() for _, y in points]
    heights += [y for pair in edges.values() for edge in pair for _, y in edge]
    low, high = min(heights, default=0.0), max(heights, default=1.0)
    longest = max(len(values) for values in shown.values())
    plots = [_plot(shown, drawn, edges, spanning(low, high), longest)]
    if low > 0 and high / low >= 3:
        plots.append(_plot(shown, drawn, edges, spanning(low, high, log=True), longest))
    title = one_line(" and ".join(shown) if len(shown) <= 3 else f"{len(shown)} curves", 80)
    return Chart(
        title=title.replace("_", " "),
        plots=tuple(plots),
        prefer_log=len(plots) == 2 and high / low >= 50,
        omitted=len(group) - len(shown),
    )


def _plot(
    values: Mapping[str, Sequence[Any]],
    drawn: Mapping[str, Points],
    edges: Mapping[str, tuple[Points, Points]],
    up: Axis,
    longest: int,
) -> Plot:
    across = Axis(low=1, high=max(longest, 2))
    lines = []
    for style, (name, points) in enumerate(drawn.items()):
        only = points[0] if len(points) == 1 else None
        lines.append(
            Line(
                name=one_line(name, 60).replace("_", " "),
                path=_path(points, across, up, values[name]),
                band=_band(*edges[name], across, up),
                style=style,
                start=only and _dot(*only, across, up),
                summary=summary(values[name]),
            )
        )
    ticks = [t for t in across.ticks(4) if t >= 1 and t == int(t)]
    if not ticks or ticks[0] > 1 + longest * 0.08:
        ticks.insert(0, 1)
    return Plot(
        log=up.log,
        lines=tuple(lines),
        across=tuple(Tick(at=round(100 * across.at(t), 2), text=f"{t:.0f}") for t in ticks),
        up=tuple(
            Tick(at=round(100 - 100 * up.at(t), 2), text=words.number(t)) for t in up.ticks(4)
        ),
    )


def thinned(values: Sequence[Any], most: int = MOST_POINTS) -> Points:
    """The finite values with their step (from 1), at most `most` of them.

    A long curve is cut into equal stretches and each keeps its smallest and its largest value:
    single spikes, the thing one looks for in a loss curve, survive.
    """
    finite = [(i, float(v)) for i, v in enumerate(values, 1) if words.finite(v)]
    if len(finite) <= most:
        return finite
    inner, stretches = finite[1:-1], most // 2 - 1
    kept = finite[:1]
    for k in range(stretches):
        part = inner[k * len(inner) // stretches : (k + 1) * len(inner) // stretches]
        low = min(part, key=lambda point: point[1])
        high = max(part, key=lambda point: point[1])
        kept.extend(sorted({low, high}))
    return kept + finite[-1:]


def summary(values: Sequence[Any]) -> str:
    """A curve in one sentence, for those who cannot see it and those who want the numbers."""
    finite = [(i, float(v)) for i, v in enumerate(values, 1) if words.finite(v)]
    total = words.count(len(values), "value")
    if not finite:
        return f"{total}, none of them finite"
    start, end = finite[0][1], finite[-1][1]
    lowest = min(finite, key=lambda point: point[1])
    text = f"{total}: starts at {words.number(start)}, ends at {words.number(end)}"
    if lowest[1] < min(start, end):
        text += f", lowest {words.number(lowest[1])} at {lowest[0]}"
    missing = len(values) - len(finite)
    if missing:
        first = next(i for i, v in enumerate(values, 1) if not words.finite(v))
        text += f", {missing} not finite (first at {first})"
    return text


def _xy(step: float, value: float, across: Axis, up: Axis) -> tuple[float, float]:
    clipped = min(LARGEST, max(-LARGEST, value))
    return WIDTH * across.at(step), HEIGHT * (1 - up.at(clipped))


def _path(points: Points, across: Axis, up: Axis, values: Sequence[Any]) -> str:
    """Straight lines between the points, broken where the curve was not finite."""
    gaps = [i for i, v in enumerate(values, 1) if not words.finite(v)]
    broken = _after_gap(points, gaps)
    parts = []
    for k, (step, value) in enumerate(points):
        x, y = _xy(step, value, across, up)
        parts.append(f"{'M' if k == 0 or step in broken else 'L'}{x:.1f} {y:.1f}")
    return "".join(parts)


def _after_gap(points: Points, gaps: Sequence[int]) -> set[int]:
    """Steps of the points that follow a value that was not finite."""
    broken, position = set(), 0
    for (before, _), (after, _) in pairwise(points):
        while position < len(gaps) and gaps[position] < before:
            position += 1
        if position < len(gaps) and gaps[position] < after:
            broken.add(after)
    return broken


def _dot(step: int, value: float, across: Axis, up: Axis) -> Tick:
    x, y = _xy(step, value, across, up)
    return Tick(at=round(100 * x / WIDTH, 2), text=f"{100 * y / HEIGHT:.2f}")


def _edges(band: Any, length: int) -> tuple[Points, Points]:
    """Lower and upper edge of what was accepted; empty where there is no band."""
    if not isinstance(band, Mapping):
        return [], []
    both = []
    for side in ("low", "high"):
        edge = band.get(side)
        edge = edge if isinstance(edge, Sequence) and not isinstance(edge, str) else [edge]
        points = thinned(edge)
        if len(edge) == 1 and points:
            points = [(1, points[0][1]), (max(length, 2), points[0][1])]
        both.append(points)
    return both[0], both[1]


def _band(low: Points, high: Points, across: Axis, up: Axis) -> str:
    """The closed outline of a band."""
    if not low or not high:
        return ""
    around = [_xy(step, value, across, up) for step, value in [*low, *reversed(high)]]
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in around) + "Z"
