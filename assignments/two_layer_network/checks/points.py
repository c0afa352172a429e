"""Inputs of the network: one fixed point that students see, and random ones of several sizes.

The sizes N (inputs), D (hidden units) and K (outputs) are all different, so that nothing transposed
fits. Every point has hidden units of both signs, none of them near the kink of ReLU.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

MARGIN = 0.1
"""Smallest distance of a pre-activation from 0: there the derivative of ReLU is anybody's choice."""


class Point(NamedTuple):
    """The arguments of the network's functions: x (N,), y (K,), W1 (D, N), b1 (D,), W2 (K, D), b2 (K,)."""

    x: np.ndarray
    y: np.ndarray
    W1: np.ndarray
    b1: np.ndarray
    W2: np.ndarray
    b2: np.ndarray

    @property
    def parameters(self) -> tuple[np.ndarray, ...]:
        """W1, b1, W2, b2."""
        return self[2:]

    @property
    def sizes(self) -> str:
        """For messages."""
        return f"N={len(self.x)}, D={len(self.b1)}, K={len(self.b2)}"


W1 = [[0.7, -0.4, 0.9], [-0.8, 0.5, 0.3], [0.2, 0.6, -0.5], [-0.3, -0.9, 0.4], [1.1, 0.1, -0.7]]
W2 = [
    [0.5, -0.3, 0.8, 0.1, -0.6],
    [-0.2, 0.9, 0.4, -0.7, 0.3],
    [0.6, 0.2, -0.5, 0.4, 0.7],
    [-0.9, 0.3, 0.1, 0.8, -0.4],
]
EXAMPLE = Point(
    x=np.array([1.5, -0.8, 0.6]),
    y=np.array([2.0, -1.0, 0.5, 3.0]),
    W1=np.array(W1),
    b1=np.array([0.3, -0.6, 0.2, 0.5, -0.4]),
    W2=np.array(W2),
    b2=np.array([0.2, -0.5, 0.9, 0.4]),
)
"""Where the public checks of the regression network look."""

SIZES = ((4, 6, 3), (2, 3, 5), (6, 4, 5))
"""N, D, K of the hidden points: hidden layers wider and narrower than both ends."""


def draw(rng: np.random.Generator, N: int, D: int, K: int) -> Point:
    """A random point; D at least 2."""
    while True:
        point = Point(
            x=rng.normal(0.0, 1.0, N),
            y=rng.normal(0.0, 2.0, K),
            W1=rng.normal(0.0, 0.8, (D, N)),
            b1=rng.normal(0.0, 0.6, D),
            W2=rng.normal(0.0, 0.8, (K, D)),
            b2=rng.normal(0.0, 0.8, K),
        )
        if both_signs(point.W1 @ point.x + point.b1):
            return point


def draw_several(rng: np.random.Generator) -> list[Point]:
    """A random point of each of SIZES."""
    return [draw(rng, *sizes) for sizes in SIZES]


def both_signs(s1: np.ndarray, margin: float = MARGIN) -> bool:
    """Whether some hidden unit is open and another one shut, and none near the kink."""
    return bool(s1.min() < -margin and s1.max() > margin and np.abs(s1).min() > margin)
