"""What follows from the student's own gradient of the sigmoid neuron: its length, and the descent with it.

A wrong gradient costs its own item only. One that is 0 or the same everywhere leaves nothing to work
out and is refused.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from neuron_points import SEEING, Point, shown
from plain_names import by_plain_name

from grader.compare import assert_number, assert_true, number, results
from grader.student import Student
from grader.truth import recorded


def own_gradient(student: Student, point: Sequence[float]) -> tuple[float, float]:
    """Their dw and db at a point.

    Raises:
        CheckFailed: they are no finite numbers.
        StudentFault: the function is missing or raises.
    """
    what = f"sigmoid_neuron_gradient({shown(point)})"
    value = by_plain_name(student.sigmoid_neuron_gradient(*point))
    dw, db = results(value, "dw", "db", what=what)
    return number(dw, what=what), number(db, what=what)


def assert_telling(student: Student) -> None:
    """Refuses a gradient that makes the rest trivial.

    Raises:
        CheckFailed: an entry is 0, or the same at two points that have nothing in common.
    """
    first, second = (own_gradient(student, point) for point in SEEING)
    sizes = [abs(v) for v in (*first, *second)]
    assert_true(
        min(sizes) >= 1e-3 and max(abs(a - b) for a, b in zip(first, second, strict=True)) >= 1e-3,
        what="sigmoid_neuron_gradient",
        expected="a gradient that depends on the point",
        got=f"{first} and {second}",
    )


def assert_own_norm(student: Student, points: Sequence[Point]) -> None:
    """Judges the norm as the length of their own gradient.

    Raises:
        CheckFailed: it is another number.
    """
    assert_telling(student)
    for point in points:
        call = f"gradient_norm_and_bound({shown(point)})"
        norm, _ = results(student.gradient_norm_and_bound(*point), "norm", "bound", what=call)
        assert_number(norm, length(*own_gradient(student, point)), what=f"norm of {call}")


@recorded
def length(dw: float, db: float) -> float:
    """Of a gradient."""
    return math.hypot(dw, db)


@recorded
def stepped(w: float, b: float, dw: float, db: float, eta: float) -> tuple[float, float]:
    """w and b after one step with this gradient."""
    return w - eta * dw, b - eta * db


def own_descent(student: Student, point: Point, eta: float, n: int) -> np.ndarray:
    """w and b of n steps with their own gradient, (2, n + 1) float64.

    Raises:
        CheckFailed: the gradient is no use, or the steps leave all bounds.
    """
    assert_telling(student)
    w, b, x, z = point
    path = [(w, b)]
    for _ in range(n):
        dw, db = own_gradient(student, (w, b, x, z))
        w, b = stepped(w, b, dw, db, eta)
        assert_true(
            max(abs(w), abs(b)) < 1e6,
            what="gradient descent with your own gradient",
            expected="values to compare with",
            got="steps that run away",
        )
        path.append((w, b))
    return np.array(path).T
