"""Small matrices as a table: what came back, shaded by how far it is off.

The numbers are always written out and cells that differ carry the expected value as text, so that
shade is never the only sign. Nothing here knows HTML.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reports import words

MOST = 10
"""Rows and columns of a matrix that is shown whole."""
PART = 7
"""Rows and columns shown of a larger one, around the worst place."""
SHADES = (0.2, 0.5, 0.8)
"""Fractions of the largest error at which the next darker shade begins."""
NOTICED = 1e-3
"""A difference within this fraction of the largest expected value is not marked: the default
tolerance of comparisons. The verdict itself is never taken from here."""

Matrix = list[list[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One number. `shade` 0 means as good as right, 4 furthest off."""

    got: str
    expected: str
    shade: int
    worst: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A part of a matrix with the indices of its rows and columns (from 0).

    A matrix of one row, most often a vector, has no index for it.
    """

    caption: str
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    columns: tuple[int, ...]
    cut: str
    """Which part of the matrix this is, or an empty text when all of it is shown."""


def tables(expected: Any, got: Any, error: Any) -> tuple[Table, ...]:
    """Tables for what a check kept of its arrays.

    Args:
        expected: Nested list of the right values, 1 or 2 axes, or None.
        got: Nested list of what came back, or None.
        error: Nested list of the differences, or None: then they are computed.

    Returns:
        One shaded table when both have the same shape, else one plain table for each that is
        there. Anything that is not a matrix is left out.
    """
    want, have, off = as_matrix(expected), as_matrix(got), as_matrix(error)
    if want and have and _shape(want) == _shape(have):
        return (_shaded(want, have, off),)
    plain = [("What came back", have), ("Expected", want)]
    if not have and not want:
        plain = [("How far it is off", off)]
    return tuple(_plain(caption, matrix) for caption, matrix in plain if matrix)


def as_matrix(value: Any) -> Matrix | None:
    """A list of equally long lists, or None; a plain list becomes one row."""
    if not isinstance(value, Sequence) or isinstance(value, str) or not value:
        return None
    nested = [isinstance(row, Sequence) and not isinstance(row, str) for row in value]
    if not any(nested):
        return [list(value)]
    if not all(nested) or not value[0] or any(len(row) != len(value[0]) for row in value):
        return None
    if any(
        isinstance(cell, Sequence) and not isinstance(cell, str) for row in value for cell in row
    ):
        return None
    return [list(row) for row in value]


def _shape(matrix: Matrix) -> tuple[int, int]:
    return len(matrix), len(matrix[0])


def _error(expected: Any, got: Any) -> float:
    """Distance of two cells; infinite where only one of them is a finite number."""
    if words.finite(expected) and words.finite(got):
        return abs(float(got) - float(expected))
    return 0.0 if words.number(expected) == words.number(got) else float("inf")


def sizes_of(want: Matrix, have: Matrix, off: Matrix | None) -> list[list[float]]:
    """How far each entry is off; infinite where only one of the two is a finite number.

    Args:
        want: The right values.
        have: What came back, of the same shape.
        off: The differences as the grader gave them, or None. Where they are not finite, or of
            another shape, they say nothing, and the values are looked at.
    """
    if off is None or _shape(off) != _shape(have):
        off = [[None] * len(row) for row in want]
    return [
        [
            abs(float(e)) if words.finite(e) else _error(want[i][j], have[i][j])
            for j, e in enumerate(row)
        ]
        for i, row in enumerate(off)
    ]


def noticed_below(want: Matrix) -> float:
    """The largest error that is not marked."""
    scale = max((abs(e) for row in want for e in row if words.finite(e)), default=0.0)
    return NOTICED * max(scale, NOTICED)


def _shaded(want: Matrix, have: Matrix, off: Matrix | None) -> Table:
    sizes = sizes_of(want, have, off)
    largest = max((e for row in sizes for e in row if e != float("inf")), default=0.0)
    top = max(max(row) for row in sizes)
    worst = next((i, row.index(top)) for i, row in enumerate(sizes) if top in row)
    noticed = noticed_below(want)

    def cell(i: int, j: int) -> Cell:
        dark = shade(sizes[i][j], largest, noticed)
        got, expected = _pair(have[i][j], want[i][j]) if dark else (words.number(have[i][j], 3), "")
        return Cell(
            got=got,
            expected=expected,
            shade=dark,
            worst=(i, j) == worst and top > 0,
        )

    return _table(
        "What came back ≠ what was expected; the stronger the shade, the further off",
        _shape(have),
        worst,
        cell,
    )


def _pair(got: Any, expected: Any) -> tuple[str, str]:
    """Two numbers with three digits, or with as many as it takes to see that they differ."""
    for digits in (3, 4, 6, 9, 17):
        pair = words.number(got, digits), words.number(expected, digits)
        if pair[0] != pair[1] or got == expected:
            break
    return pair


def _plain(caption: str, matrix: Matrix) -> Table:
    def cell(i: int, j: int) -> Cell:
        return Cell(got=words.number(matrix[i][j], 3), expected="", shade=0, worst=False)

    rows, columns = _shape(matrix)
    return _table(f"{caption}, {rows} × {columns}", (rows, columns), (0, 0), cell)


def _table(caption: str, shape: tuple[int, int], around: tuple[int, int], cell: Any) -> Table:
    rows, columns = _window(shape[0], around[0]), _window(shape[1], around[1])
    cut = []
    if len(rows) < shape[0]:
        cut.append(f"rows {rows[0]} to {rows[-1]} of {shape[0]}")
    if len(columns) < shape[1]:
        kind = "columns" if shape[0] > 1 else "entries"
        cut.append(f"{kind} {columns[0]} to {columns[-1]} of {shape[1]}")
    return Table(
        caption=caption,
        rows=tuple(
            (str(i) if shape[0] > 1 else "", tuple(cell(i, j) for j in columns)) for i in rows
        ),
        columns=tuple(columns),
        cut=f"Shown: {', '.join(cut)}, counted from 0." if cut else "",
    )


def _window(length: int, around: int) -> range:
    """All indices where they are few, else PART of them with `around` among them."""
    if length <= MOST:
        return range(length)
    start = max(0, min(around - PART // 2, length - PART))
    return range(start, start + PART)


def shade(error: float, largest: float, noticed: float) -> int:
    """How dark a cell is: by its share of the largest error; 0 only when it is as good as right."""
    if error == float("inf"):
        return len(SHADES) + 1
    if error <= noticed:
        return 0
    return 1 + sum(error / largest >= limit for limit in SHADES)
