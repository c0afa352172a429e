"""Inputs of the classifier: targets between 0 and 1, and labels of both kinds in unequal number.

With one label 1 and one label 0 an extra factor "number of labels of this kind" cannot be seen.
So there are at least two of each, and never as many of one as of the other.
"""

from __future__ import annotations

import numpy as np
from points import EXAMPLE, Point, draw

SQUARED_EXAMPLE = EXAMPLE._replace(y=np.array([0.9, 0.2, 0.6, 0.3]))
"""Where the public checks of the squared loss look."""

SQUARED_SIZES = ((4, 6, 3), (2, 3, 5), (5, 2, 4))
LABEL_SIZES = ((3, 4, 5), (2, 5, 7), (5, 3, 6))
"""N, D, K of the hidden points with labels; K at least 5."""


SATURATED = 5.0
"""Largest s2: beyond it 1 - yt has few digits left in float32, and a right dC/dyt few as well."""


def draw_squared(rng: np.random.Generator) -> list[Point]:
    """Random points with targets anywhere between 0 and 1."""
    return [
        _draw(rng, sizes)._replace(y=rng.uniform(0.0, 1.0, sizes[2])) for sizes in SQUARED_SIZES
    ]


def draw_labelled(rng: np.random.Generator) -> list[Point]:
    """Random points with labels 0 and 1."""
    return [_draw(rng, sizes)._replace(y=draw_labels(rng, sizes[2])) for sizes in LABEL_SIZES]


def _draw(rng: np.random.Generator, sizes: tuple[int, int, int]) -> Point:
    while True:
        point = draw(rng, *sizes)
        s2 = point.W2 @ np.tanh(point.W1 @ point.x + point.b1) + point.b2
        if np.abs(s2).max() < SATURATED:
            return point


def draw_labels(rng: np.random.Generator, K: int) -> np.ndarray:
    """(K,) zeros and ones, at least two of each, in unequal number; K at least 5."""
    ones = int(rng.choice([n for n in range(2, K - 1) if 2 * n != K]))
    return rng.permutation(np.repeat([1.0, 0.0], [ones, K - ones]))


LABELLED_EXAMPLE = Point(
    x=EXAMPLE.x,
    y=np.array([1.0, 0.0, 1.0, 1.0, 0.0]),
    W1=EXAMPLE.W1[:4],
    b1=EXAMPLE.b1[:4],
    W2=np.vstack([EXAMPLE.W2[:, :4], [0.4, -0.8, 0.3, 0.6]]),
    b2=np.array(
        [
            1.561239465548212,
            0.32301694939568515,
            -0.42994014412747567,
            -0.26439689783148135,
            -0.6931058705655619,
        ]
    ),
)
"""Where the public checks of the cross entropy look: N=3, D=4, K=5, three ones and two zeros.

The second bias is such that the outputs are those of the sheet: 0.9, 0.2, 0.6, 0.3, 0.7."""
