"""What a page may draw of a comparison: small matrices in full, curves in at most 2000 points.

Plain lists of numbers, rounded to six significant digits. Numbers that are not finite are the
texts `nan`, `inf` and `-inf`, because a result file is strict JSON.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

MOST_ENTRIES = 400
MOST_POINTS = 2000


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
    """`expected_values`, `got_values` and `error` of small arrays; nothing of large ones.

    Args:
        expected: Any shape, float64; None where only a property was asked for.
        got: The same shape, or another when the shape is what is wrong.
        error: Distance of every entry, or None where the shapes differ.
    """
    named = {"expected_values": expected, "got_values": got, "error": error}
    return {
        name: nested(values)
        for name, values in named.items()
        if values is not None and 1 < values.size <= MOST_ENTRIES and values.ndim <= 4
    }


def curves(series: Mapping[str, Sequence[float] | np.ndarray]) -> dict[str, Any]:
    """Curves by name; of longer ones every k-th point is kept."""
    drawn = {}
    for name, values in series.items():
        step = -(-len(values) // MOST_POINTS)
        drawn[name] = [cell(float(v)) for v in values[:: max(step, 1)]]
    return {"curves": drawn}
