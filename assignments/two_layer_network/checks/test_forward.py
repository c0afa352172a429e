"""Item b: every result of the regression network's forward pass.

Each check looks at its own result only. a1 may be right given the student's own s1, and so on:
a factor forgotten in a1 costs a1 and nothing behind it.
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

ITEM = "s0.1.1.1b"
LINEAR = "Linear(x) = W x + b: the matrix stands in front of the vector, and the bias is added."
ACTIVATION = "The hidden activation is 5 times ReLU."
IDENTITY = "The last activation is the identity."
LOSS = "The loss is the squared Euclidean distance, summed over the outputs."


def assert_forward(
    student: Student, reference: Any, name: str, points: Sequence[Point], hint: str = ""
) -> None:
    """Judges one result, by the truth and then by what follows from the one before."""
    answers = ask(student, "forward_regression", points)
    truth = [getattr(reference.forward_regression(*point), name) for point in points]
    assert_or_carried(student, answers, points, name, truth, WAYS.get(name, ()), hint=hint)


def own(answer: Answer, point: Point, name: str) -> np.ndarray:
    """One of their results, of the size of its layer."""
    return answer.array(name, point.b1.shape if name in ("s1", "a1") else point.b2.shape)


@recorded
def a1_from_s1(point: Point, s1: np.ndarray) -> np.ndarray:
    """a1, given their s1."""
    return 5.0 * np.maximum(s1, 0.0)


@recorded
def s2_from_a1(point: Point, a1: np.ndarray) -> np.ndarray:
    """s2, given their a1."""
    return point.W2 @ a1 + point.b2


@recorded
def yt_from_s2(point: Point, s2: np.ndarray) -> np.ndarray:
    """yt, given their s2."""
    return s2


@recorded
def loss_from_yt(point: Point, yt: np.ndarray) -> float:
    """The loss, given their yt."""
    return float(np.sum((yt - point.y) ** 2))


WAYS = {
    "a1": (Way("s1", ITEM, own, a1_from_s1),),
    "s2": (Way("a1", ITEM, own, s2_from_a1),),
    "yt": (Way("s2", ITEM, own, yt_from_s2),),
    "loss": (Way("yt", ITEM, own, loss_from_yt),),
}


@check(question=ITEM, points=0.25, visibility="public", hint=LINEAR)
def test_s1(student, reference):
    """forward_regression returns s1, the output of the first linear layer."""
    assert_forward(student, reference, "s1", [EXAMPLE], LINEAR)


@check(question=ITEM, points=0.5, visibility="public", hint=ACTIVATION)
def test_a1(student, reference):
    """forward_regression returns a1, the output of the hidden activation."""
    assert_forward(student, reference, "a1", [EXAMPLE], ACTIVATION)


@check(question=ITEM, points=0.5, visibility="public", hint=LINEAR)
def test_s2(student, reference):
    """forward_regression returns s2, the output of the second linear layer."""
    assert_forward(student, reference, "s2", [EXAMPLE], LINEAR)


@check(question=ITEM, points=0.25, visibility="public", hint=IDENTITY)
def test_yt(student, reference):
    """forward_regression returns yt, the output of the network."""
    assert_forward(student, reference, "yt", [EXAMPLE], IDENTITY)


@check(question=ITEM, points=0.5, visibility="public", hint=LOSS)
def test_loss(student, reference):
    """forward_regression returns the loss."""
    assert_forward(student, reference, "loss", [EXAMPLE], LOSS)


@check(question=ITEM, points=0.25, visibility="hidden", hint=LINEAR)
def test_s1_elsewhere(student, reference, rng):
    """s1 of forward_regression is right for random inputs of other sizes."""
    assert_forward(student, reference, "s1", draw_several(rng), LINEAR)


@check(question=ITEM, points=0.5, visibility="hidden", hint=ACTIVATION)
def test_a1_elsewhere(student, reference, rng):
    """a1 of forward_regression is right for random inputs of other sizes."""
    assert_forward(student, reference, "a1", draw_several(rng), ACTIVATION)


@check(question=ITEM, points=0.5, visibility="hidden", hint=LINEAR)
def test_s2_elsewhere(student, reference, rng):
    """s2 of forward_regression is right for random inputs of other sizes."""
    assert_forward(student, reference, "s2", draw_several(rng), LINEAR)


@check(question=ITEM, points=0.25, visibility="hidden", hint=IDENTITY)
def test_yt_elsewhere(student, reference, rng):
    """yt of forward_regression is right for random inputs of other sizes."""
    assert_forward(student, reference, "yt", draw_several(rng), IDENTITY)


@check(question=ITEM, points=0.5, visibility="hidden", hint=LOSS)
def test_loss_elsewhere(student, reference, rng):
    """The loss of forward_regression is right for random inputs of other sizes."""
    assert_forward(student, reference, "loss", draw_several(rng), LOSS)
