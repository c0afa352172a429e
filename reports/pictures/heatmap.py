"""Where a matrix is off, as a picture: one square for each entry, darker the further off.

For matrices that are too large for a table of numbers (heat.py); still larger ones are drawn in
blocks, each as dark as its worst entry, so that a single wrong entry cannot vanish. What the
picture shows is also said in words. Pure geometry: nothing here knows HTML.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports import words
from reports.pictures.heat import MOST, as_matrix, noticed_below, shade, sizes_of

FINEST = 32
"""Squares along one side of the picture."""
_FAR = float("inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """Squares by shade, in a box of `columns` x `rows`."""

    caption: str
    summary: str
    """The picture in words: how many are off, where, and the worst."""
    rows: int
    columns: int
    paths: tuple[tuple[int, str], ...]
    """Shade (1 to 4) and the squares that have it, as an SVG path."""
    worst: tuple[int, int]
    """Column and row of the worst square."""
    blocks: str
    """How many entries one square stands for, or an empty text."""


def from_values(expected: Any, got: Any, error: Any) -> Map | None:
    """The picture of two matrices of the same shape; None where a table shows all of them.

    Args:
        expected: Nested list of the right values, 1 or 2 axes.
        got: Nested list of what came back.
        error: Nested list of the differences, or None: then they are computed.
    """
    want, have = as_matrix(expected), as_matrix(got)
    if not want or not have or (len(want), len(want[0])) != (len(have), len(have[0])):
        return None
    if max(len(want), len(want[0])) <= MOST:
        return None
    off = sizes_of(want, have, as_matrix(error))
    return _drawn(off, (len(off), len(off[0])), noticed_below(want), 1, 1)


def from_blocks(given: Any) -> Map | None:
    """The picture of what the grader kept of a matrix too large to keep: its error in blocks.

    Args:
        given: {"shape": [rows, columns] of the matrix, "block": [rows, columns] of one block,
            "noticed": the largest error that counts as none, "values": nested list, the largest
            error of each block}.
    """
    if not isinstance(given, Mapping):
        return None
    values, noticed = as_matrix(given.get("values")), given.get("noticed")
    shape, block = _sizes(given.get("shape")), _sizes(given.get("block"))
    if not values or not shape or not block or max(len(values), len(values[0])) > 512:
        return None
    off = [[abs(float(e)) if words.finite(e) else _FAR for e in row] for row in values]
    return _drawn(off, shape, float(noticed) if words.finite(noticed) else 0.0, *block)


def _sizes(value: Any) -> tuple[int, int] | None:
    """Rows and columns, if that is what it is."""
    if not isinstance(value, list | tuple) or len(value) != 2:
        return None
    rows, columns = value
    if type(rows) is not int or type(columns) is not int or min(rows, columns) < 1:
        return None
    return min(rows, 10**9), min(columns, 10**9)


def _drawn(
    off: list[list[float]], shape: tuple[int, int], noticed: float, tall: int, wide: int
) -> Map | None:
    """The picture of errors, each of which stands for `tall` x `wide` entries of the matrix.

    None where no entry is far enough off to be seen: then the verdict has a finer tolerance.
    """
    down, along = -(-len(off) // FINEST), -(-len(off[0]) // FINEST)
    grid = [
        [
            max(max(row[j : j + along]) for row in off[i : i + down])
            for j in range(0, len(off[0]), along)
        ]
        for i in range(0, len(off), down)
    ]
    finite = [e for row in grid for e in row if e != _FAR]
    largest = max(finite, default=0.0)
    shades = [[shade(e, largest, noticed) for e in row] for row in grid]
    paths = []
    for level in sorted({s for row in shades for s in row} - {0}):
        squares = (
            f"M{j} {i}h1v1h-1z"
            for i, row in enumerate(shades)
            for j, found in enumerate(row)
            if found == level
        )
        paths.append((level, "".join(squares)))
    if not paths:
        return None
    top = max(max(row) for row in grid)
    worst = next((row.index(top), i) for i, row in enumerate(grid) if top in row)
    tall, wide = tall * down, wide * along
    size = f"{shape[0]} × {shape[1]}" if shape[0] > 1 else f"{shape[1]} entries"
    return Map(
        caption=f"Where it is off, {size}; the stronger the shade, the further",
        summary=_said(shades, (tall, wide), shape, worst),
        rows=len(grid),
        columns=len(grid[0]),
        paths=tuple(paths),
        worst=worst,
        blocks=f"Each square stands for {tall} × {wide} entries." if tall * wide > 1 else "",
    )


def _said(
    shades: list[list[int]],
    block: tuple[int, int],
    shape: tuple[int, int],
    worst: tuple[int, int],
) -> str:
    """How much is off, and where."""
    squares = "entries" if block == (1, 1) else "blocks"
    total = len(shades) * len(shades[0])
    off = sum(s > 0 for row in shades for s in row)
    rows = [i for i, row in enumerate(shades) if any(row)]
    columns = [j for j in range(len(shades[0])) if any(row[j] for row in shades)]
    across = "column" if shape[0] > 1 else "entry"
    places = []
    if len(rows) < len(shades) and shape[0] > 1:
        places.append(_range("row", rows, block[0], shape[0]))
    if len(columns) < len(shades[0]):
        places.append(_range(across, columns, block[1], shape[1]))
    where = ", ".join(places)
    at = [_range("row", [worst[1]], block[0], shape[0])] if shape[0] > 1 else []
    at.append(_range(across, [worst[0]], block[1], shape[1]))
    return (
        f"{f'All {total}' if off == total else f'{off} of {total}'} {squares} off"
        f"{f', all in {where}' if where else ''}; furthest at {', '.join(at)}, counted from 0"
    )


def _range(noun: str, found: Sequence[int], block: int, length: int) -> str:
    """`rows 3 to 7` of `length`."""
    first, last = found[0] * block, min(length, (found[-1] + 1) * block) - 1
    plural = "entries" if noun == "entry" else f"{noun}s"
    return f"{noun} {first}" if first == last else f"{plural} {first} to {last}"
