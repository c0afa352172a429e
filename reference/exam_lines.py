"""Vertical and horizontal lines in a 2 x 2 picture: items s2.lin. Imports NumPy only.

    x1 x2
    x3 x4

No linear function separates the two classes, a network with one hidden layer does.

Source: M. Minsky and S. Papert, Perceptrons (1969), on exclusive or; sheet items s2.lin (no date).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

__all__ = ["HORIZONTAL", "VERTICAL", "Remainder", "contradiction", "line_network"]

VERTICAL: tuple[tuple[float, ...], ...] = ((1.0, 0.0, 1.0, 0.0), (0.0, 1.0, 0.0, 1.0))
"""Class I."""
HORIZONTAL: tuple[tuple[float, ...], ...] = ((1.0, 1.0, 0.0, 0.0), (0.0, 0.0, 1.0, 1.0))
"""Class II."""


class Remainder(NamedTuple):
    """What is left of w (4,) and of b when conditions are added."""

    weights: np.ndarray
    bias: float


def contradiction(factors: ArrayLike) -> Remainder:
    """Adds the conditions w x + b > 0 of class I and w x + b < 0 of class II, each times a factor.

    With factors >= 0, not all 0, a remainder of 0 everywhere says 0 > 0: no w and b exist. The same
    factors, made to sum to 1 in each class, mix the patterns of both classes into one point.

    Args:
        factors: (4,), of the patterns VERTICAL and HORIZONTAL in this order.

    Returns:
        The sums over class I minus the sums over class II.

    Source: sheet item s2.lin.a; Farkas' lemma.

    >>> contradiction([1.0, 1.0, 1.0, 0.0])
    Remainder(weights=array([0., 0., 1., 1.]), bias=1.0)
    """
    signed = np.asarray(factors, dtype=np.float64) * [1.0, 1.0, -1.0, -1.0]
    return Remainder(signed @ np.array([*VERTICAL, *HORIZONTAL]), float(signed.sum()))


def line_network(x: ArrayLike) -> float:
    """|x1 - x2 + x3 - x4| by two ReLUs: 2 for class I and 0 for class II.

    Args:
        x: (4,) float64.

    Source: sheet item s2.lin.b.

    >>> [line_network(x) for x in (*VERTICAL, *HORIZONTAL)]
    [2.0, 2.0, 0.0, 0.0]
    """
    first = np.array([[1.0, -1.0, 1.0, -1.0], [-1.0, 1.0, -1.0, 1.0]])
    hidden = np.maximum(first @ np.asarray(x, dtype=np.float64), 0.0)
    return float(hidden.sum())
