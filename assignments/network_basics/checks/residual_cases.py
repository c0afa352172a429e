"""Inputs of the residual block, by which gates are open, and the block's results by name.

x1 = ReLU(x0 w0 + b0), y1 = x1 w1 + b1, z = ReLU(y1 + x0). At the sheet's own numbers x0 = 1 and
both gates are open, so that a missing factor x0 or a missing gate cannot be seen there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from grader.compare import OwnSlope, assert_number, results
from grader.own_slope import own_slope
from grader.student import Student

NAMES = ("x1", "y1", "z", "dw0", "dw1", "db0", "db1", "dx0")
ARGUMENTS = ("x0", "w0", "b0", "w1", "b1")
Point = tuple[float, float, float, float, float]
"""Values of the ARGUMENTS."""

OPEN: tuple[Point, ...] = ((2.0, 0.5, 0.25, -0.5, 1.5), (0.5, 3.0, -0.75, 0.8, -0.25))
FIRST_CLOSED: tuple[Point, ...] = (
    (1.5, -0.8, 0.3, 0.7, 0.9),
    (-0.7, 0.9, -0.4, -1.3, 2.6),
    (0.9, 0.5, -0.8, 0.7, 0.9),  # by b0 alone
    (-0.8, 0.4, -0.9, -1.2, 2.5),  # x0 (w0 + b0) would be open
)
SKIP_OPENS: tuple[Point, ...] = ((1.8, 0.5, 0.3, -0.7, -0.2), (1.4, 0.75, 0.25, -0.6, -0.1))
"""Both open although y1 < 0: x0 makes the last argument positive."""
SECOND_CLOSED: tuple[Point, ...] = (
    (-1.9, -0.8, 0.3, 0.4, 0.2),  # although y1 > 0
    (-1.2, -0.7, 0.5, 0.4, -0.6),
    (0.4, 1.9, 0.6, -1.7, -0.3),
    (0.3, 1.1, 0.4, 0.5, -1.6),  # by b1 alone
    (0.4, 0.1, 0.7, -1.0, -0.02),  # through b0, and not if that were multiplied by x0
)
BOTH_CLOSED: tuple[Point, ...] = ((-0.9, 1.6, 0.2, 0.6, 0.35), (0.3, -2.1, -0.2, 1.4, -1.1))
NEGATIVE_OPEN: tuple[Point, ...] = ((-1.3, -0.8, 0.4, 1.6, 0.9), (-0.6, -2.5, -0.3, -0.9, 3.1))


def draw_open(rng: np.random.Generator, n: int) -> tuple[Point, ...]:
    """n random points with both gates open and both arguments at least 0.1 from their kink."""
    points: list[Point] = []
    while len(points) < n:
        x0, w0, b0, w1, b1 = (float(v) for v in rng.uniform(-2.0, 2.0, 5))
        first = x0 * w0 + b0
        if first > 0.1 and first * w1 + b1 + x0 > 0.1:
            points.append((x0, w0, b0, w1, b1))
    return tuple(points)


def assert_block(
    student: Student, reference: Any, name: str, points: tuple[Point, ...], *, hint: str = ""
) -> None:
    """Judges one of the block's results at several points, and nothing else of them.

    Raises:
        CheckFailed: at the first point where it is wrong.
    """
    for point in points:
        expected = _by_name(reference.residual_block(*point), what="the reference")[name]
        call = "residual_block(" + ", ".join(f"{v:g}" for v in point) + ")"
        got = _by_name(student.residual_block(*point), what=call)[name]
        what, slope = f"{name} of {call}", _slope_of_z(student, point, name)
        student.remark(assert_number(got, expected, what=what, hint=hint, slope=slope))


def _slope_of_z(student: Student, point: Point, name: str) -> OwnSlope | None:
    """The slope of their own z, where the result is a derivative of it."""
    argument = name.removeprefix("d")
    if argument not in ARGUMENTS:
        return None
    place = ARGUMENTS.index(argument)

    def z_at(moved: np.ndarray) -> Any:
        values = (*point[:place], float(moved), *point[place + 1 :])
        return _by_name(student.residual_block(*values), what="residual_block")["z"]

    return own_slope(z_at, point[place], argument=argument, of="your own z")


def _by_name(value: Any, *, what: str) -> dict[str, Any]:
    """The eight results by name; a tuple or list without the last one, which is not marked, is fine."""
    if isinstance(value, Mapping):
        asked = [n for n in NAMES if n != "dx0" or n in value]
    else:
        asked = list(NAMES[:7] if _length(value) == 7 else NAMES)
    return dict(zip(asked, results(value, *asked, what=what), strict=True))


def _length(value: Any) -> int | None:
    if isinstance(value, np.ndarray):
        return value.shape[0] if value.ndim else None
    return len(value) if isinstance(value, tuple | list) else None
