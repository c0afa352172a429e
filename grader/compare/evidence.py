"""What a page may draw of a comparison: small matrices in full, large ones in blocks, curves.

Plain lists of numbers, rounded to six significant digits. Numbers that are not finite are the
texts `nan`, `inf` and `-inf`, because a result file is strict JSON.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

MOST_ENTRIES = 400
MOST_POINTS = 2000
MOST_BLOCKS = 24
"""Blocks along one side of a picture of a large array."""


def cell(value: float) -> float | str:
    """One number as a page gets it.

    >>> cell(0.123456789), cell(float("nan"))
    (0.123457, 'nan')
    """
    return float(f"{value:.6g}") if np.isfinite(value) else f"{value:g}"


def nested(values: np.ndarray) -> Any:
    """An array as nested lists, whatever its number of axes.

    >>> nested(np.array([[1.0, np.inf]]))
    [[1.0, 'inf']]
    """
    flat: list[Any] = [cell(v) for v in values.ravel().tolist()]
    for length in reversed(values.shape[1:]):
        flat = [flat[i : i + length] for i in range(0, len(flat), length)] if length else []
    return flat if values.ndim else flat[0]


def matrices(
    expected: np.ndarray | None, got: np.ndarray, error: np.ndarray | None = None
) -> dict[str, Any]:
    """`expected_values`, `got_values` and `error` of small arrays, `error_map` of large ones.

    Args:
        expected: Any shape, float64; None where only a property was asked for.
        got: The same shape, or another when the shape is what is wrong.
        error: Distance of every entry, or None where the shapes differ.
    """
    if expected is not None and error is not None and error.size > MOST_ENTRIES:
        return {"error_map": _error_map(expected, error)}
    named = {"expected_values": expected, "got_values": got, "error": error}
    return {
        name: nested(values)
        for name, values in named.items()
        if values is not None and 1 < values.size <= MOST_ENTRIES and values.ndim <= 4
    }


def _error_map(expected: np.ndarray, error: np.ndarray) -> dict[str, Any]:
    """Where a large array is off, in at most MOST_BLOCKS x MOST_BLOCKS blocks.

    Args:
        expected: Any shape, float64.
        error: Distance of every entry, the same shape; axes beyond the first are joined.

    Returns:
        `shape` (rows, columns), `block` (rows and columns of one block), `values`, the largest
        error of every block, and `noticed`, below which an entry is as good as right: the default
        tolerance of comparisons.
    """
    grid = error.reshape(error.shape[0] if error.ndim > 1 else 1, -1)
    rows, columns = grid.shape
    tall, wide = (-(-length // MOST_BLOCKS) for length in (rows, columns))
    padding = ((0, -rows % tall), (0, -columns % wide))
    padded = np.pad(np.where(np.isnan(grid), np.inf, grid), padding)
    blocks = padded.reshape(padded.shape[0] // tall, tall, -1, wide).max(axis=(1, 3))
    largest = float(np.abs(expected[np.isfinite(expected)]).max(initial=0.0))
    return {
        "shape": [rows, columns],
        "block": [tall, wide],
        "values": nested(blocks),
        "noticed": cell(1e-3 * max(largest, 1e-3)),
    }


def curves(series: Mapping[str, Sequence[float] | np.ndarray]) -> dict[str, Any]:
    """Curves by name; of longer ones every k-th point is kept."""
    drawn = {}
    for name, values in series.items():
        step = -(-len(values) // MOST_POINTS)
        drawn[name] = [cell(float(v)) for v in values[:: max(step, 1)]]
    return {"curves": drawn}
