"""A quantity against the learning rate, on a logarithmic axis.

The grader hands a sweep over as `evidence.sweep`; where it kept a curve for every rate instead,
the sweep is read off their ends. Drawn by the same template as every other chart (curve.py).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from reports import words
from reports.pictures.axis import LARGEST, Axis, spanning
from reports.pictures.curve import HEIGHT, MOST_LINES, WIDTH, Chart, Dot, Line, Plot, Tick, outline
from reports.pictures.series import at_rate, is_list
from reports.text import one_line

MOST = 200
"""Rates of one sweep."""
_HIGHER_IS_BETTER = re.compile("acc", re.IGNORECASE)

Pairs = list[tuple[float, Any]]
"""(rate, what came of it), the rates ascending; what is not finite is told, not drawn."""


def charts(sweep: Any, curves: Mapping[str, Any]) -> tuple[Chart, ...]:
    """The sweeps of one check.

    Args:
        sweep: {"x": [rates], "x_label", "y_label", "series": {name: [values]},
            "band": {name: {"low", "high"}}}, or anything else where there is none.
        curves: Every recorded curve by its name, as `loss, rate 0.1`.

    Returns:
        At most one chart of `sweep`, else one for each quantity that at least three curves tell.
    """
    if isinstance(sweep, Mapping):
        drawn = _given(sweep)
        return (drawn,) if drawn else ()
    return tuple(
        _chart("learning rate", what, {what: pairs}, {})
        for what, pairs in _from_curves(curves).items()
        if len(pairs) >= 3
    )


def _given(sweep: Mapping[str, Any]) -> Chart | None:
    rates: Any = sweep.get("x")
    series = sweep.get("series")
    if not is_list(rates) or not isinstance(series, Mapping):
        return None
    named = {}
    for name, values in list(series.items())[:MOST_LINES]:
        if is_list(values):
            pairs = _ascending(zip(rates, values, strict=False))
            if pairs:
                named[_name(name)] = pairs
    bands = sweep.get("band")
    accepted = {}
    for name, edges in bands.items() if isinstance(bands, Mapping) else ():
        if isinstance(edges, Mapping):
            accepted[_name(name)] = [
                _ascending(zip(rates, _spread(edges.get(side), len(rates)), strict=False))
                for side in ("low", "high")
            ]
    across = one_line(sweep.get("x_label") or "learning rate", 60)
    up = one_line(sweep.get("y_label") or " and ".join(named), 60)
    return _chart(across, up, named, accepted) if named else None


def _name(name: Any) -> str:
    return one_line(name, 60).replace("_", " ")


def _spread(values: Any, length: int) -> Sequence[Any]:
    """One edge of a band: a number for each rate, or one for all."""
    return values if is_list(values) else [values] * length


def _ascending(pairs: Any) -> Pairs:
    """What can stand on a logarithmic axis, in its order."""
    kept = [(float(x), y) for x, y in pairs if words.finite(x) and 1e-150 < x < LARGEST][:MOST]
    return sorted(kept, key=lambda pair: pair[0])


def _from_curves(curves: Mapping[str, Any]) -> dict[str, Pairs]:
    """The ends of curves that were recorded one for each rate."""
    found: dict[str, dict[float, Any]] = {}
    for name, values in curves.items():
        told = at_rate(str(name))
        if told is None or not is_list(values) or not values:
            continue
        what, rate = _name(told[0] or "value"), told[1]
        best = _HIGHER_IS_BETTER.search(what) is not None
        title = f"best {what}" if best else f"{what} at the end"
        found.setdefault(title, {})[rate] = _best(values) if best else _end(values)
    return {what: _ascending(ends.items()) for what, ends in found.items()}


def _best(values: Sequence[Any]) -> float:
    return max((float(v) for v in values if words.finite(v)), default=math.nan)


def _end(values: Sequence[Any]) -> float:
    """The mean over the last tenth; nan once anything there is not finite."""
    last = values[-max(1, len(values) // 10) :]
    if not all(words.finite(v) for v in last):
        return math.nan
    return sum(float(v) / len(last) for v in last)


def _chart(
    across: str, up: str, named: Mapping[str, Pairs], accepted: Mapping[str, list[Pairs]]
) -> Chart:
    bands = {name: accepted[name] for name in named if name in accepted}
    drawn = [*named.values(), *(edge for edges in bands.values() for edge in edges)]
    heights = [float(y) for pairs in drawn for _, y in pairs if words.finite(y)]
    rates = [x for pairs in named.values() for x, _ in pairs]
    low, high = min(heights, default=0.0), max(heights, default=1.0)
    wide = spanning(min(rates), max(rates), log=True)
    log = low > 1 / LARGEST and high / low >= 50
    tall = spanning(low, high, log=log)
    lines = []
    for style, (name, pairs) in enumerate(named.items()):
        edges = [
            [point for run in _placed(edge, wide, tall)[0] for point in run]
            for edge in bands.get(name, ())
        ]
        runs, gone = _placed(pairs, wide, tall)
        points = [point for run in runs for point in run]
        lines.append(
            Line(
                name=name,
                path="".join("M" + " ".join(f"{x} {y}" for x, y in run) for run in runs),
                band=outline(*edges) if len(edges) == 2 else "",
                style=style,
                dots=tuple(_dot(x, y) for x, y in points) + tuple(_dot(x, 0, True) for x in gone),
                summary=_said(pairs, across),
                spoken=_spoken(pairs) if len(pairs) <= 16 else "",
            )
        )
    plot = Plot(
        log=log,
        lines=tuple(lines),
        across=tuple(
            Tick(at=round(100 * wide.at(t), 2), text=words.number(t)) for t in wide.ticks(4)
        ),
        up=tuple(
            Tick(at=round(100 - 100 * tall.at(t), 2), text=words.number(t)) for t in tall.ticks(5)
        ),
        label=f"{across}, logarithmic",
    )
    title = f"{up} against {across}"
    return Chart(title=title[:1].upper() + title[1:], plots=(plot,), prefer_log=False, omitted=0)


def _placed(pairs: Pairs, wide: Axis, tall: Axis) -> tuple[list[list[tuple[int, int]]], list[int]]:
    """Points in units of the box, in stretches without gaps, and where values are not finite."""
    runs: list[list[tuple[int, int]]] = [[]]
    gone = []
    for rate, value in pairs:
        x = int(wide.at(rate) * WIDTH)
        if words.finite(value):
            runs[-1].append((x, HEIGHT - int(tall.at(float(value)) * HEIGHT)))
        else:
            gone.append(x)
            runs.append([])
    return [run for run in runs if run], gone


def _dot(x: int, y: int, gone: bool = False) -> Dot:
    return Dot(left=round(100 * x / WIDTH, 2), top=round(100 * y / HEIGHT, 2), gone=gone)


def _said(pairs: Pairs, across: str) -> str:
    """The sweep in one sentence."""
    finite = [(x, float(y)) for x, y in pairs if words.finite(y)]
    text = words.count(len(pairs), "rate" if "rate" in across else "value")
    if not finite:
        return f"{text}, no finite value at any"
    low = min(finite, key=lambda pair: pair[1])
    high = max(finite, key=lambda pair: pair[1])
    if low[1] == high[1]:
        text += f": {words.number(low[1])} everywhere"
    else:
        text += f": lowest {_at(low)}, highest {_at(high)}"
    gone = [words.number(x) for x, y in pairs if not words.finite(y)]
    shown = f"{', '.join(gone[:4])}{' and more' if len(gone) > 4 else ''}"
    return f"{text}, not finite at {shown}" if gone else text


def _spoken(pairs: Pairs) -> str:
    """Every value, for those who cannot see the points."""
    return "; ".join(_at((x, float(y) if words.finite(y) else None)) for x, y in pairs)


def _at(pair: tuple[float, float | None]) -> str:
    value = "not finite" if pair[1] is None else words.number(pair[1])
    return f"{value} at {words.number(pair[0])}"
