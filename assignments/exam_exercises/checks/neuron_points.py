"""Points (w, b, x, z) of the sigmoid neuron, by what they show, and the judging of one result there.

At x = 1 a missing factor x cannot be seen, at z = 0 nothing of |z|, at one side of the target nothing
of a sign.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from plain_names import by_plain_name

from grader.compare import assert_number, results
from grader.student import Student

Point = tuple[float, float, float, float]
"""w, b, x, z."""

SEEING: tuple[Point, ...] = ((0.4, -0.6, 3.0, 2.0), (-1.2, 0.5, -1.5, -0.7))
EVERY_SIDE: tuple[Point, ...] = (
    (0.9, 0.3, -2.2, 0.8),  # y < z < 1, x negative
    (1.1, -0.2, 1.7, 0.15),  # 0 < z < y
    (-0.6, 1.4, 0.35, 4.5),  # |x| < 1, z far above
    (0.8, -0.9, 2.6, -3.2),  # z far below
)
SPECIAL: tuple[Point, ...] = (
    (1.3, 0.7, 0.0, -1.6),  # x = 0: w has no influence
    (0.5, -1.1, 1.9, 0.0),  # z = 0
    (0.0, 0.0, 1.4, 0.5),  # y = z: the gradient is 0
)
TIGHT: tuple[Point, ...] = ((0.3, -0.6, 2.0, -250.0), (0.0, 0.0, 40.0, 300.0))
"""Where the norm comes near its bound: |z| large and y = 1/2."""


def draw(rng: np.random.Generator, n: int) -> tuple[Point, ...]:
    """n random points with |w x + b| below 7, where 1 - y is not yet lost in float32."""
    low, high = (-2.0, -1.0, -3.0, -4.0), (2.0, 1.0, 3.0, 4.0)
    return tuple(tuple(float(v) for v in rng.uniform(low, high)) for _ in range(n))


def assert_result(
    student: Student,
    function: str,
    names: tuple[str, str],
    which: str,
    truth: Callable[..., Any],
    points: Sequence[Point],
) -> None:
    """Judges one result of a function of (w, b, x, z) at several points, and nothing else of them.

    Args:
        student: the submission.
        function: its function.
        names: of all its results, in order.
        which: the one that is judged.
        truth: the right function; its results have these names as attributes.
        points: the arguments.

    Raises:
        CheckFailed: at the first point where it is wrong.
    """
    for point in points:
        call = f"{function}({shown(point)})"
        value = by_plain_name(student.find(function)(*point))
        got = results(value, *names, what=call)[names.index(which)]
        expected = getattr(truth(*point), which)
        student.remark(assert_number(got, expected, what=f"{which} of {call}"))


def shown(point: Sequence[float]) -> str:
    """The arguments as a message writes them.

    >>> shown((0.5, -1.0))
    '0.5, -1'
    """
    return ", ".join(f"{v:.4g}" for v in point)
