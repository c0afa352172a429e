"""Items b.1 to b.3: the classifier under the mean binary cross entropy.

Labels are 0 and 1, at least two of each and never as many of one as of the other: with one of
each, a factor that counts them is 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from asking import Answer, ask
from carrying import Way, assert_or_carried, following
from labels import LABELLED_EXAMPLE, draw_labelled
from points import Point

from grader.carried import right_or_carried
from grader.checks import check
from grader.compare import assert_close
from grader.student import Student
from grader.truth import recorded

FORWARD, BACKWARD, ELEMENTS = (f"s0.1.1.2b.{n}" for n in (1, 2, 3))
OUTPUT = "s0.1.1.2a.1"
LOSS = "The mean over the K outputs of -[y log yt + (1 - y) log(1 - yt)], natural logarithm."
BY_OUTPUT = "dC/dyt has one entry for each output. Which terms of the sum does yt_i stand in?"
BY_SIGMOID = "dC/ds2 is dC/dyt times the derivative of the sigmoid; the fraction simplifies."
BIAS = "A bias gets exactly what arrives at its layer; on the way back there are W2 and tanh."
WEIGHT = "dC/dW has the shape of W: what arrives at the layer on the left, the layer's input on the right."
CASES = "Put y_i = 1 and y_i = 0 into the loss and differentiate by yt_i: one term is left."


def own(answer: Answer, point: Point, name: str) -> np.ndarray:
    """One of their results, of the size of its layer; yt as their classification_squared_error has it."""
    if name == "yt":
        other = "classification_squared_error"
        yt = Answer(answer.student, other, point, where=point.sizes).array("yt", point.b2.shape)
        return np.where((yt > 0.0) & (yt < 1.0), yt, np.nan)  # nan is refused
    return answer.array(name, point.b1.shape if name == "db1" else point.b2.shape)


def hidden(point: Point) -> np.ndarray:
    """a1."""
    return np.tanh(point.W1 @ point.x + point.b1)


@recorded
def loss_from_yt(point: Point, yt: np.ndarray) -> np.ndarray:
    """The loss, given their yt."""
    return -np.mean(point.y * np.log(yt) + (1.0 - point.y) * np.log(1.0 - yt))


@recorded
def dyt_from_yt(point: Point, yt: np.ndarray) -> np.ndarray:
    """dyt, given their yt."""
    return (yt - point.y) / (len(yt) * yt * (1.0 - yt))


@recorded
def ds2_from_dyt(point: Point, dyt: np.ndarray) -> np.ndarray:
    """ds2, given their dyt."""
    yt = 1.0 / (1.0 + np.exp(-(point.W2 @ hidden(point) + point.b2)))
    return dyt * yt * (1.0 - yt)


@recorded
def ds2_from_yt(point: Point, yt: np.ndarray) -> np.ndarray:
    """ds2, given their yt."""
    return (yt - point.y) / len(yt)


@recorded
def db2_from_ds2(point: Point, ds2: np.ndarray) -> np.ndarray:
    """db2, given their ds2."""
    return ds2


@recorded
def dW2_from_ds2(point: Point, ds2: np.ndarray) -> np.ndarray:
    """dW2, given their ds2."""
    return np.outer(ds2, hidden(point))


@recorded
def db1_from_ds2(point: Point, ds2: np.ndarray) -> np.ndarray:
    """db1, given their ds2."""
    return (point.W2.T @ ds2) * (1.0 - hidden(point) ** 2)


@recorded
def dW1_from_db1(point: Point, db1: np.ndarray) -> np.ndarray:
    """dW1, given their db1."""
    return np.outer(db1, point.x)


WAYS = {
    "loss": (Way("yt", OUTPUT, own, loss_from_yt),),
    "dyt": (Way("yt", OUTPUT, own, dyt_from_yt),),
    "ds2": (
        Way("dyt", BACKWARD, own, ds2_from_dyt),
        Way("yt", OUTPUT, own, ds2_from_yt),
    ),
    "db2": (Way("ds2", BACKWARD, own, db2_from_ds2),),
    "dW2": (Way("ds2", BACKWARD, own, dW2_from_ds2),),
    "db1": (Way("ds2", BACKWARD, own, db1_from_ds2),),
    "dW1": (Way("db1", BACKWARD, own, dW1_from_db1),),
}


def assert_bce(
    student: Student, reference: Any, name: str, points: Sequence[Point], hint: str
) -> None:
    """Judges one result."""
    answers = ask(student, "classification_bce", points)
    truth = [getattr(reference.classification_bce(*point), name) for point in points]
    ways, loss = WAYS[name], "classification_bce"
    assert_or_carried(student, answers, points, name, truth, ways, hint=hint, loss=loss)


def assert_elements(
    student: Student, reference: Any, label: float, points: Sequence[Point]
) -> None:
    """Judges the entries of dC/dyt that belong to one kind of label."""
    answers = ask(student, "classification_bce", points)

    def judged(expected: Sequence[np.ndarray]) -> tuple[str, ...]:
        remarks: tuple[str, ...] = ()
        for answer, point, right in zip(answers, points, expected, strict=True):
            mine = point.y == label
            got = np.where(mine, answer.array("dyt", point.b2.shape), 0.0)
            what = f"the entries with y_i = {label:g} of {answer.what('dyt')} (the others put to 0)"
            remarks += assert_close(got, np.where(mine, right, 0.0), what=what, hint=CASES)
        return remarks

    (way,) = WAYS["dyt"]
    right_or_carried(
        student,
        lambda: judged([reference.classification_bce(*point).dyt for point in points]),
        lambda: judged(following(way, answers, points, "dyt")),
        earlier=way.question,
        how=f"with your {way.earlier}",
    )


@check(question=FORWARD, points=1, visibility="public", hint=LOSS)
def test_loss(student, reference):
    """classification_bce returns the loss, for the sheet's labels and outputs."""
    assert_bce(student, reference, "loss", [LABELLED_EXAMPLE], LOSS)


@check(question=FORWARD, points=1, visibility="hidden", hint=LOSS)
def test_loss_elsewhere(student, reference, rng):
    """The loss of classification_bce is right for random inputs of other sizes."""
    assert_bce(student, reference, "loss", draw_labelled(rng), LOSS)


@check(question=BACKWARD, points=0.5, visibility="public", hint=BY_OUTPUT)
def test_dyt(student, reference):
    """classification_bce returns dC/dyt, a vector."""
    assert_bce(student, reference, "dyt", [LABELLED_EXAMPLE], BY_OUTPUT)


@check(question=BACKWARD, points=0.5, visibility="public", hint=BY_SIGMOID)
def test_ds2(student, reference):
    """classification_bce returns dC/ds2."""
    assert_bce(student, reference, "ds2", [LABELLED_EXAMPLE], BY_SIGMOID)


@check(question=BACKWARD, points=0.25, visibility="public", hint=BIAS)
def test_db2(student, reference):
    """classification_bce returns dC/db2."""
    assert_bce(student, reference, "db2", [LABELLED_EXAMPLE], BIAS)


@check(question=BACKWARD, points=0.25, visibility="public", hint=WEIGHT)
def test_dW2(student, reference):
    """classification_bce returns dC/dW2."""
    assert_bce(student, reference, "dW2", [LABELLED_EXAMPLE], WEIGHT)


@check(question=BACKWARD, points=0.25, visibility="public", hint=BIAS)
def test_db1(student, reference):
    """classification_bce returns dC/db1."""
    assert_bce(student, reference, "db1", [LABELLED_EXAMPLE], BIAS)


@check(question=BACKWARD, points=0.25, visibility="public", hint=WEIGHT)
def test_dW1(student, reference):
    """classification_bce returns dC/dW1."""
    assert_bce(student, reference, "dW1", [LABELLED_EXAMPLE], WEIGHT)


@check(question=BACKWARD, points=0.5, visibility="hidden", hint=BY_OUTPUT)
def test_dyt_elsewhere(student, reference, rng):
    """dC/dyt of classification_bce is right for random inputs, with several labels of each kind."""
    assert_bce(student, reference, "dyt", draw_labelled(rng), BY_OUTPUT)


@check(question=BACKWARD, points=0.5, visibility="hidden", hint=BY_SIGMOID)
def test_ds2_elsewhere(student, reference, rng):
    """dC/ds2 of classification_bce is right for random inputs of other sizes."""
    assert_bce(student, reference, "ds2", draw_labelled(rng), BY_SIGMOID)


@check(question=BACKWARD, points=0.25, visibility="hidden", hint=BIAS)
def test_db2_elsewhere(student, reference, rng):
    """dC/db2 of classification_bce is right for random inputs of other sizes."""
    assert_bce(student, reference, "db2", draw_labelled(rng), BIAS)


@check(question=BACKWARD, points=0.25, visibility="hidden", hint=WEIGHT)
def test_dW2_elsewhere(student, reference, rng):
    """dC/dW2 of classification_bce is right for random inputs of other sizes."""
    assert_bce(student, reference, "dW2", draw_labelled(rng), WEIGHT)


@check(question=BACKWARD, points=0.25, visibility="hidden", hint=BIAS)
def test_db1_elsewhere(student, reference, rng):
    """dC/db1 of classification_bce is right for random inputs of other sizes."""
    assert_bce(student, reference, "db1", draw_labelled(rng), BIAS)


@check(question=BACKWARD, points=0.25, visibility="hidden", hint=WEIGHT)
def test_dW1_elsewhere(student, reference, rng):
    """dC/dW1 of classification_bce is right for random inputs of other sizes."""
    assert_bce(student, reference, "dW1", draw_labelled(rng), WEIGHT)


@check(question=ELEMENTS, points=0.5, visibility="public", hint=CASES)
def test_elements_of_ones(student, reference):
    """The entries of dC/dyt where the label is 1."""
    assert_elements(student, reference, 1.0, [LABELLED_EXAMPLE])


@check(question=ELEMENTS, points=0.5, visibility="public", hint=CASES)
def test_elements_of_zeros(student, reference):
    """The entries of dC/dyt where the label is 0."""
    assert_elements(student, reference, 0.0, [LABELLED_EXAMPLE])


@check(question=ELEMENTS, points=0.5, visibility="hidden", hint=CASES)
def test_elements_of_ones_elsewhere(student, reference, rng):
    """The entries of dC/dyt where the label is 1, for random inputs and several labels of each kind."""
    assert_elements(student, reference, 1.0, draw_labelled(rng))


@check(question=ELEMENTS, points=0.5, visibility="hidden", hint=CASES)
def test_elements_of_zeros_elsewhere(student, reference, rng):
    """The entries of dC/dyt where the label is 0, for random inputs and several labels of each kind."""
    assert_elements(student, reference, 0.0, draw_labelled(rng))
