"""Loss and accuracy curves as SVG paths with text beside them.

A chart is pure geometry: paths in a box of WIDTH x HEIGHT that the page stretches to its column,
and labels with positions in percent that the page sets as ordinary text, so that they stay
legible at any width. The template draws it; nothing here knows HTML.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports import words
from reports.pictures.axis import LARGEST, Axis, spanning
from reports.pictures.series import MOST_POINTS, Points, Series, at_rate, is_list, series

WIDTH, HEIGHT = 4000, 1600
"""Units of the box: fine enough that paths can be written in whole numbers."""
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?", re.IGNORECASE)
_SMALL_WORDS = frozenset({"at", "for", "of", "with", "in"})
_UNNAMED = "loss"
"""What a judged curve is called where the check says nothing else: often it is drawn already."""
MOST_LINES = 9
"""Lines in one chart: a sweep over nine learning rates still fits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A label beside an axis; `at` in percent from the left or from the top."""

    at: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A single point, in percent from the left and from the top: a path of it would draw nothing."""

    left: float
    top: float
    gone: bool = False
    """Whether it stands, at the upper edge, for a value that was not finite."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One curve, ready to draw. `style` counts from 0 and picks colour and dashes."""

    name: str
    path: str
    band: str
    style: int
    dots: tuple[Dot, ...]
    summary: str
    """The curve in words: where it starts, ends and is lowest; where it stops being finite."""
    spoken: str = ""
    """The same for those who cannot see it, with every value where they are few."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """The lines against one choice of vertical axis."""

    log: bool
    lines: tuple[Line, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    label: str = "step"
    """What the horizontal axis counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Curves that belong together, linear and, where it makes sense, logarithmic as well."""

    title: str
    plots: tuple[Plot, ...]
    prefer_log: bool
    omitted: int
    """Lines left out because the chart already has MOST_LINES."""

    @property
    def banded(self) -> bool:
        """Whether something was accepted and is drawn behind the lines."""
        return any(line.band for line in self.plots[0].lines)

    @property
    def gone(self) -> bool:
        """Whether a mark stands for a value that was not finite."""
        return any(dot.gone for line in self.plots[0].lines for dot in line.dots)


def charts(curves: Mapping[str, Any], bands: Mapping[str, Any] | None = None) -> tuple[Chart, ...]:
    """Draw every recorded curve; those whose names end in the same word share a chart.

    Args:
        curves: Name -> values in order; null, nan and inf are gaps.
        bands: Name of a curve -> {"low": [...], "high": [...]}: what was accepted, drawn behind it.
            Either may be a number, or a list of any length, spread evenly over the curve.

    Returns:
        Charts in the order of the first curve of each. Curves without values are left out.
    """
    groups: dict[str, list[tuple[str, Sequence[Any]]]] = {}
    accepted = dict(bands or {})
    drawn: list[tuple[str, Sequence[Any]]] = []
    for name, values in curves.items():
        if not is_list(values) or not values:
            continue
        same = next((known for known, shown in drawn if _alike(shown, values)), None)
        if same is not None and (str(name) in accepted or str(name) == _UNNAMED):
            accepted.setdefault(same, accepted.get(str(name)))
            continue
        drawn.append((str(name), values))
        groups.setdefault(_quantity(str(name)), []).append((str(name), values))
    return tuple(_chart(group, accepted) for group in groups.values())


def _alike(one: Sequence[Any], other: Sequence[Any]) -> bool:
    """Whether two curves are the same, kept once in full and once in six digits."""
    return len(one) == len(other) and all(
        (words.finite(a) and words.finite(b) and abs(a - b) <= 1e-5 * max(abs(a), abs(b)))
        or words.number(a) == words.number(b)
        for a, b in zip(one, other, strict=True)
    )


def _quantity(name: str) -> str:
    """What a curve measures: the last word of its name, before the number it belongs to.

    >>> _quantity("validation_loss"), _quantity("loss, rate 1e-06"), _quantity("loss at 1e2")
    ('loss', 'loss', 'loss')
    """
    told = at_rate(name)
    name = told[0] if told and told[0] else _NUMBER.sub(" ", name)
    found = [w for w in re.findall(r"[^\W\d_]+", name.casefold()) if w not in _SMALL_WORDS]
    return found[-1] if found else ""


def _chart(group: Sequence[tuple[str, Sequence[Any]]], bands: Mapping[str, Any]) -> Chart:
    drawn = group[:MOST_LINES]
    most = min(MOST_POINTS, 4 * MOST_POINTS // len(drawn))  # among many lines none needs so many
    shown = [series(name, values, bands.get(name), most) for name, values in drawn]
    heights = [y for curve in shown for part in _parts(curve) for _, y in part]
    low, high = min(heights, default=0.0), max(heights, default=1.0)
    plots = [_plot(shown, spanning(low, high))]
    if low > 1 / LARGEST and high / low >= 3:
        plots.append(_plot(shown, spanning(low, high, log=True)))
    names = " and ".join(curve.name for curve in shown)
    what = _quantity(group[0][0])
    return Chart(
        title=names if len(shown) <= 3 else f"{len(group)} curves{what and f' of the {what}'}",
        plots=tuple(plots),
        prefer_log=len(plots) == 2 and high / low >= 50,
        omitted=len(group) - len(shown),
    )


def _parts(curve: Series) -> list[Points]:
    return [curve.points, *(edge for band in curve.bands for edge in band)]


def _plot(curves: Sequence[Series], up: Axis) -> Plot:
    longest = max(curve.length for curve in curves)
    across = Axis(low=1, high=max(longest, 2))
    lines = []
    for style, curve in enumerate(curves):
        placed = _placed(curve.points, across, up)
        lines.append(
            Line(
                name=curve.name,
                path=_path(placed, curve.breaks),
                band="".join(
                    outline(_placed(low, across, up), _placed(high, across, up))
                    for low, high in curve.bands
                ),
                style=style,
                dots=(_dot(*placed[0]),) if len(placed) == 1 else (),
                summary=curve.summary,
            )
        )
    steps = [t for t in across.ticks(4) if t >= 1 and t == int(t)]
    if not steps or steps[0] > 1 + longest * 0.08:
        steps.insert(0, 1)
    return Plot(
        log=up.log,
        lines=tuple(lines),
        across=tuple(Tick(at=round(100 * across.at(t), 2), text=f"{t:.0f}") for t in steps),
        up=tuple(
            Tick(at=round(100 - 100 * up.at(t), 2), text=words.number(t)) for t in up.ticks(5)
        ),
    )


def _placed(points: Points, across: Axis, up: Axis) -> list[tuple[int, int]]:
    """Points in units of the box. `Axis.at` written out: this is most of the work of a page."""
    wide = WIDTH / (across.high - across.low)
    if up.log:
        low = math.log(up.low)
        tall = HEIGHT / (math.log(up.high) - low)
        log = math.log
        return [(int((x - 1) * wide), HEIGHT - int((log(y) - low) * tall)) for x, y in points]
    low, tall = up.low, HEIGHT / (up.high - up.low)
    return [(int((x - 1) * wide), HEIGHT - int((y - low) * tall)) for x, y in points]


def _path(placed: Sequence[tuple[int, int]], breaks: frozenset[int]) -> str:
    """Straight lines between the points, broken where the curve was not finite."""
    if not placed:
        return ""
    if not breaks:  # after M, further pairs are lines
        return "M" + " ".join([f"{x} {y}" for x, y in placed])
    parts = [f"{'M' if k in breaks else ' '}{x} {y}" for k, (x, y) in enumerate(placed)]
    return "M" + "".join(parts).lstrip(" M")


def _dot(x: int, y: int) -> Dot:
    return Dot(left=100 * x / WIDTH, top=100 * y / HEIGHT)


def outline(low: Sequence[tuple[int, int]], high: Sequence[tuple[int, int]]) -> str:
    """The closed outline of a band, in units of the box."""
    if not low or not high:
        return ""
    return "M" + " ".join([f"{x} {y}" for x, y in [*low, *reversed(high)]]) + "Z"
