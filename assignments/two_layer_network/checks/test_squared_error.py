"""Items a.1 to a.4: the network with tanh and sigmoid under the squared loss.

da1/ds1 and dyt/ds2 are not returned by themselves. They are judged where they act: db2 is
2 (yt - y) times the derivative of the sigmoid, db1 is W2^T db2 times that of tanh, each given what the
student has before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from asking import Answer, ask
from carrying import Way, assert_or_carried
from labels import SQUARED_EXAMPLE, draw_squared
from points import Point

from grader.checks import check
from grader.student import Student
from grader.truth import recorded

FORWARD, TANH, SIGMOID, GRADIENTS = (f"s0.1.1.2a.{n}" for n in (1, 2, 3, 4))
ACTIVATIONS = (
    "tanh after the first layer, sigma(s) = 1 / (1 + exp(-s)) after the second, element by element."
)
LOSS = "The same loss as before: the squared Euclidean distance, summed over the outputs."
BY_TANH = "db1 is what comes back through W2, times the derivative of tanh; write that with a1."
BY_SIGMOID = "db2 is dC/dyt times the derivative of the sigmoid; write that with yt."
WEIGHT = "dC/dW has the shape of W: what arrives at the layer on the left, the layer's input on the right."


def own(answer: Answer, point: Point, name: str) -> np.ndarray:
    """One of their results, of the size of its layer."""
    return answer.array(name, point.b1.shape if name in ("a1", "db1") else point.b2.shape)


def hidden(point: Point) -> np.ndarray:
    """a1."""
    return np.tanh(point.W1 @ point.x + point.b1)


@recorded
def yt_from_a1(point: Point, a1: np.ndarray) -> np.ndarray:
    """yt, given their a1."""
    return 1.0 / (1.0 + np.exp(-(point.W2 @ a1 + point.b2)))


@recorded
def loss_from_yt(point: Point, yt: np.ndarray) -> float:
    """The loss, given their yt."""
    return float(np.sum((yt - point.y) ** 2))


@recorded
def db2_from_yt(point: Point, yt: np.ndarray) -> np.ndarray:
    """db2, given their yt."""
    return 2.0 * (yt - point.y) * yt * (1.0 - yt)


@recorded
def db1_from_db2_and_a1(point: Point, db2: np.ndarray, a1: np.ndarray) -> np.ndarray:
    """db1, given their db2 and a1."""
    return (point.W2.T @ db2) * (1.0 - a1**2)


@recorded
def db1_from_db2(point: Point, db2: np.ndarray) -> np.ndarray:
    """db1, given their db2."""
    return db1_from_db2_and_a1(point, db2, hidden(point))


@recorded
def dW2_from_db2_and_a1(point: Point, db2: np.ndarray, a1: np.ndarray) -> np.ndarray:
    """dW2, given their db2 and a1."""
    return np.outer(db2, a1)


@recorded
def dW2_from_db2(point: Point, db2: np.ndarray) -> np.ndarray:
    """dW2, given their db2."""
    return np.outer(db2, hidden(point))


@recorded
def dW1_from_db1(point: Point, db1: np.ndarray) -> np.ndarray:
    """dW1, given their db1."""
    return np.outer(db1, point.x)


WAYS = {
    "yt": (Way("a1", FORWARD, own, yt_from_a1),),
    "loss": (Way("yt", FORWARD, own, loss_from_yt),),
    "db2": (Way("yt", FORWARD, own, db2_from_yt),),
    "db1": (
        Way("db2", SIGMOID, own, db1_from_db2),
        Way("db2 a1", FORWARD, own, db1_from_db2_and_a1),
    ),
    "dW2": (
        Way("db2", SIGMOID, own, dW2_from_db2),
        Way("db2 a1", FORWARD, own, dW2_from_db2_and_a1),
    ),
    "dW1": (Way("db1", TANH, own, dW1_from_db1),),
}


def assert_squared(
    student: Student, reference: Any, name: str, points: Sequence[Point], hint: str
) -> None:
    """Judges one result."""
    answers = ask(student, "classification_squared_error", points)
    truth = [getattr(reference.classification_squared_error(*point), name) for point in points]
    ways, loss = WAYS.get(name, ()), "classification_squared_error"
    assert_or_carried(student, answers, points, name, truth, ways, hint=hint, loss=loss)


@check(question=FORWARD, points=0.25, visibility="public", hint=ACTIVATIONS)
def test_a1(student, reference):
    """classification_squared_error returns a1 with tanh."""
    assert_squared(student, reference, "a1", [SQUARED_EXAMPLE], ACTIVATIONS)


@check(question=FORWARD, points=0.5, visibility="public", hint=ACTIVATIONS)
def test_yt(student, reference):
    """classification_squared_error returns yt with the sigmoid."""
    assert_squared(student, reference, "yt", [SQUARED_EXAMPLE], ACTIVATIONS)


@check(question=FORWARD, points=0.25, visibility="public", hint=LOSS)
def test_loss(student, reference):
    """classification_squared_error returns the loss."""
    assert_squared(student, reference, "loss", [SQUARED_EXAMPLE], LOSS)


@check(question=FORWARD, points=0.25, visibility="hidden", hint=ACTIVATIONS)
def test_a1_elsewhere(student, reference, rng):
    """a1 of classification_squared_error is right for random inputs of other sizes."""
    assert_squared(student, reference, "a1", draw_squared(rng), ACTIVATIONS)


@check(question=FORWARD, points=0.5, visibility="hidden", hint=ACTIVATIONS)
def test_yt_elsewhere(student, reference, rng):
    """yt of classification_squared_error is right for random inputs of other sizes."""
    assert_squared(student, reference, "yt", draw_squared(rng), ACTIVATIONS)


@check(question=FORWARD, points=0.25, visibility="hidden", hint=LOSS)
def test_loss_elsewhere(student, reference, rng):
    """The loss of classification_squared_error is right for random inputs of other sizes."""
    assert_squared(student, reference, "loss", draw_squared(rng), LOSS)


@check(question=TANH, points=1, visibility="public", hint=BY_TANH)
def test_tanh_derivative(student, reference):
    """db1 of classification_squared_error uses the derivative of tanh."""
    assert_squared(student, reference, "db1", [SQUARED_EXAMPLE], BY_TANH)


@check(question=TANH, points=1, visibility="hidden", hint=BY_TANH)
def test_tanh_derivative_elsewhere(student, reference, rng):
    """db1 of classification_squared_error is right for random inputs of other sizes."""
    assert_squared(student, reference, "db1", draw_squared(rng), BY_TANH)


@check(question=SIGMOID, points=1, visibility="public", hint=BY_SIGMOID)
def test_sigmoid_derivative(student, reference):
    """db2 of classification_squared_error uses the derivative of the sigmoid."""
    assert_squared(student, reference, "db2", [SQUARED_EXAMPLE], BY_SIGMOID)


@check(question=SIGMOID, points=1, visibility="hidden", hint=BY_SIGMOID)
def test_sigmoid_derivative_elsewhere(student, reference, rng):
    """db2 of classification_squared_error is right for random inputs of other sizes."""
    assert_squared(student, reference, "db2", draw_squared(rng), BY_SIGMOID)


@check(question=GRADIENTS, points=0.5, visibility="public", hint=WEIGHT)
def test_dW2(student, reference):
    """classification_squared_error returns dC/dW2."""
    assert_squared(student, reference, "dW2", [SQUARED_EXAMPLE], WEIGHT)


@check(question=GRADIENTS, points=0.5, visibility="public", hint=WEIGHT)
def test_dW1(student, reference):
    """classification_squared_error returns dC/dW1."""
    assert_squared(student, reference, "dW1", [SQUARED_EXAMPLE], WEIGHT)


@check(question=GRADIENTS, points=0.5, visibility="hidden", hint=WEIGHT)
def test_dW2_elsewhere(student, reference, rng):
    """dC/dW2 of classification_squared_error is right for random inputs of other sizes."""
    assert_squared(student, reference, "dW2", draw_squared(rng), WEIGHT)


@check(question=GRADIENTS, points=0.5, visibility="hidden", hint=WEIGHT)
def test_dW1_elsewhere(student, reference, rng):
    """dC/dW1 of classification_squared_error is right for random inputs of other sizes."""
    assert_squared(student, reference, "dW1", draw_squared(rng), WEIGHT)
