"""Item c.9: the gradients of the regression network's loss by its four parameters.

Each check looks at its own gradient. One that is right given the student's own gradients behind it,
or the student's own forward pass, is right: backpropagation has done its part.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from asking import Answer, ask
from carrying import Way, assert_or_carried
from points import EXAMPLE, Point, draw_several

from grader.checks import check
from grader.student import Student
from grader.truth import recorded

ITEM = "s0.1.1.1c.9"
FORWARD = "s0.1.1.1b"
BIAS = "s = W x + b: a bias gets exactly what arrives at its layer."
WEIGHT = "dC/dW has the shape of W: what arrives at the layer on the left, the layer's input on the right."
THROUGH = "Go back through the second layer (W2), then through the hidden activation, 5 ReLU."


def own(answer: Answer, point: Point, name: str) -> np.ndarray:
    """Their gradient by a bias, or a1 or yt of their forward pass."""
    shape = point.b1.shape if name in ("db1", "a1") else point.b2.shape
    if name in ("a1", "yt"):
        answer = Answer(answer.student, "forward_regression", point, where=point.sizes)
    return answer.array(name, shape)


def hidden(point: Point) -> np.ndarray:
    """s1."""
    return point.W1 @ point.x + point.b1


@recorded
def db2_from_yt(point: Point, yt: np.ndarray) -> np.ndarray:
    """db2, given the yt of their forward pass."""
    return 2.0 * (yt - point.y)


@recorded
def db1_from_db2(point: Point, db2: np.ndarray) -> np.ndarray:
    """db1, given their db2."""
    return 5.0 * (hidden(point) > 0) * (point.W2.T @ db2)


@recorded
def dW2_from_db2(point: Point, db2: np.ndarray) -> np.ndarray:
    """dW2, given their db2."""
    return np.outer(db2, 5.0 * np.maximum(hidden(point), 0.0))


@recorded
def dW2_from_db2_and_a1(point: Point, db2: np.ndarray, a1: np.ndarray) -> np.ndarray:
    """dW2, given their db2 and the a1 of their forward pass."""
    return np.outer(db2, a1)


@recorded
def dW1_from_db1(point: Point, db1: np.ndarray) -> np.ndarray:
    """dW1, given their db1."""
    return np.outer(db1, point.x)


WAYS = {
    "db2": (Way("yt", FORWARD, own, db2_from_yt),),
    "dW2": (
        Way("db2", ITEM, own, dW2_from_db2),
        Way("db2 a1", FORWARD, own, dW2_from_db2_and_a1),
    ),
    "db1": (Way("db2", ITEM, own, db1_from_db2),),
    "dW1": (Way("db1", ITEM, own, dW1_from_db1),),
}


def assert_gradient(
    student: Student, reference: Any, name: str, points: Sequence[Point], hint: str
) -> None:
    """Judges one gradient."""
    answers = ask(student, "gradients_regression", points)
    truth = [getattr(reference.gradients_regression(*point), name) for point in points]
    ways, loss = WAYS[name], "forward_regression"
    assert_or_carried(student, answers, points, name, truth, ways, hint=hint, loss=loss)


@check(question=ITEM, points=0.5, visibility="public", hint=BIAS)
def test_db2(student, reference):
    """gradients_regression returns dC/db2."""
    assert_gradient(student, reference, "db2", [EXAMPLE], BIAS)


@check(question=ITEM, points=0.5, visibility="public", hint=WEIGHT)
def test_dW2(student, reference):
    """gradients_regression returns dC/dW2."""
    assert_gradient(student, reference, "dW2", [EXAMPLE], WEIGHT)


@check(question=ITEM, points=0.5, visibility="public", hint=THROUGH)
def test_db1(student, reference):
    """gradients_regression returns dC/db1."""
    assert_gradient(student, reference, "db1", [EXAMPLE], THROUGH)


@check(question=ITEM, points=0.5, visibility="public", hint=WEIGHT)
def test_dW1(student, reference):
    """gradients_regression returns dC/dW1."""
    assert_gradient(student, reference, "dW1", [EXAMPLE], WEIGHT)


@check(question=ITEM, points=0.5, visibility="hidden", hint=BIAS)
def test_db2_elsewhere(student, reference, rng):
    """dC/db2 of gradients_regression is right for random inputs of other sizes."""
    assert_gradient(student, reference, "db2", draw_several(rng), BIAS)


@check(question=ITEM, points=0.5, visibility="hidden", hint=WEIGHT)
def test_dW2_elsewhere(student, reference, rng):
    """dC/dW2 of gradients_regression is right for random inputs of other sizes."""
    assert_gradient(student, reference, "dW2", draw_several(rng), WEIGHT)


@check(question=ITEM, points=0.5, visibility="hidden", hint=THROUGH)
def test_db1_elsewhere(student, reference, rng):
    """dC/db1 of gradients_regression is right for random inputs of other sizes."""
    assert_gradient(student, reference, "db1", draw_several(rng), THROUGH)


@check(question=ITEM, points=0.5, visibility="hidden", hint=WEIGHT)
def test_dW1_elsewhere(student, reference, rng):
    """dC/dW1 of gradients_regression is right for random inputs of other sizes."""
    assert_gradient(student, reference, "dW1", draw_several(rng), WEIGHT)
