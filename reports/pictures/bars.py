"""Learnable parameters per layer beside those of the reference, as a table with bars.

Numbers are always written out: a bar is never the only sign. Nothing here knows HTML.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reports.pictures.series import is_list
from reports.text import one_line

MOST = 30
"""Layers shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One row. Widths in percent of the widest bar."""

    name: str
    expected: str
    got: str
    difference: str
    """`right`, or what is too much, too little or missing, in words."""
    right: bool
    expected_width: float
    got_width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """The rows, their sums as the last one, and how many are not shown."""

    layers: tuple[Layer, ...]
    omitted: int


def bars(given: Any) -> Bars | None:
    """The table of a network, or None where there is nothing to draw.

    Args:
        given: [{"name", "expected": number of parameters, "got": number or None}]; what is
            malformed is passed over.
    """
    rows = [row for entry in given if (row := _row(entry))] if is_list(given) else []
    if not rows:
        return None
    shown = rows[:MOST]
    widest = max(max(expected, got or 0) for _, expected, got in shown)
    layers = [_layer(*row, widest) for row in shown]
    if len(rows) > 1:
        wanted = sum(expected for _, expected, _ in rows)
        came = sum(got or 0 for _, _, got in rows)
        layers.append(_layer("all together", wanted, came, 0))
    return Bars(layers=tuple(layers), omitted=len(rows) - len(shown))


def _row(entry: Any) -> tuple[str, int, int | None] | None:
    if not isinstance(entry, Mapping):
        return None
    expected, got = entry.get("expected"), entry.get("got")
    if type(expected) is not int or not 0 <= expected < 10**15:
        return None
    if got is not None and (type(got) is not int or not 0 <= got < 10**15):
        return None
    return one_line(entry.get("name") or "layer", 60), expected, got


def _layer(name: str, expected: int, got: int | None, widest: int) -> Layer:
    scale = 100 / widest if widest else 0.0
    return Layer(
        name=name,
        expected=_number(expected),
        got="none" if got is None else _number(got),
        difference=_difference(expected, got),
        right=expected == got,
        expected_width=round(expected * scale, 2),
        got_width=round((got or 0) * scale, 2),
    )


def _difference(expected: int, got: int | None) -> str:
    """What is wrong with a row.

    >>> _difference(510, 510), _difference(510, 500), _difference(0, 20), _difference(5, None)
    ('right', '10 too few', 'not asked for', 'missing')
    """
    if got is None:
        return "missing"
    if expected == got:
        return "right"
    if expected == 0:
        return "not asked for"
    more = got - expected
    return f"{_number(abs(more))} too {'many' if more > 0 else 'few'}"


def _number(value: int) -> str:
    """A count with thin spaces between thousands.

    >>> _number(238510), _number(510)
    ('238\\u202f510', '510')
    """
    return f"{value:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
