"""Question 2c ii: the mean cross entropy of probabilities, and its gradient with respect to them."""

from __future__ import annotations

import numpy as np
from inputs import probabilities
from loss_module import CrossEntropy
from objects import answered
from unharmed import assert_unharmed

from grader.checks import check
from grader.compare import array, assert_close, assert_number
from grader.errors import CheckFailed

_MEAN = "The loss is the mean over the samples, with the natural logarithm."


@check(question="s4.2c.ii", points=0.5, visibility="public", hint=_MEAN)
def test_forward(student, reference, rng):
    """The mean loss of a batch."""
    loss = CrossEntropy(student, rng)
    x, t = probabilities(rng, (5, 4)), np.array([3, 0, 2, 3, 1])
    what = f"CrossEntropyModule().forward(x, y) for x of shape (5, 4), {loss.labels}"
    student.remark(assert_close(loss.forward(x, t), reference.cross_entropy(x, t), what=what))


@check(
    question="s4.2c.ii",
    points=0.5,
    visibility="public",
    hint="The gradient with respect to the probabilities x, not to the logits before a softmax.",
)
def test_backward(student, reference, rng):
    """The gradient of the mean loss with respect to the probabilities."""
    loss = CrossEntropy(student, rng)
    x, t = probabilities(rng, (5, 4)), np.array([3, 0, 2, 3, 1])
    what = f"CrossEntropyModule().backward(x, y) for x of shape (5, 4), {loss.labels}"
    expected = reference.cross_entropy_backward(x, t)
    got = loss.backward(x, t)
    student.remark(assert_close(got, expected, what=what, slope=loss.slope(x, t)))


@check(
    question="s4.2c.ii",
    points=0.5,
    visibility="hidden",
    hint="A batch of one row, and batches in which some class, perhaps the last, does not occur.",
)
def test_batches(student, reference, rng):
    """Loss and gradient of other batches: one row, and classes that do not occur."""
    loss = CrossEntropy(student, rng)
    for shape, t in (((1, 3), [2]), ((4, 6), [1, 0, 1, 3]), ((7, 3), [0, 0, 1, 0, 1, 1, 0])):
        x, t = probabilities(rng, shape), np.array(t)
        what = f"for x of shape {shape}, {loss.labels} {t.tolist()}"
        student.remark(
            assert_close(
                loss.forward(x, t),
                reference.cross_entropy(x, t),
                what=f"CrossEntropyModule().forward(x, y) {what}",
            )
        )
        student.remark(
            assert_close(
                loss.backward(x, t),
                reference.cross_entropy_backward(x, t),
                what=f"CrossEntropyModule().backward(x, y) {what}",
                slope=loss.slope(x, t),
            )
        )


@check(
    question="s4.2c.ii",
    points=0.25,
    visibility="hidden",
    hint="Small probabilities of right and of wrong classes; the loss of a bad prediction is large but finite.",
)
def test_small_probabilities(student, reference, rng):
    """Loss and gradient where some probabilities are very small."""
    loss = CrossEntropy(student, rng)
    x, t = np.array([[0.02, 0.98 - 1e-6, 1e-6], [0.3, 1e-5, 0.7 - 1e-5]]), np.array([0, 2])
    what = f"for probabilities down to 1e-6, {loss.labels}"
    student.remark(
        assert_close(
            loss.forward(x, t),
            reference.cross_entropy(x, t),
            what=f"CrossEntropyModule().forward(x, y) {what}",
        )
    )
    student.remark(
        assert_close(
            loss.backward(x, t),
            reference.cross_entropy_backward(x, t),
            what=f"CrossEntropyModule().backward(x, y) {what}",
            slope=loss.slope(x, t),
        )
    )
    _assert_large_but_finite(student, loss)


@check(
    question="s4.2c.ii",
    points=0.25,
    visibility="hidden",
    hint="Work on copies: probabilities and labels belong to the caller, who may still need them.",
)
def test_inputs_unharmed(student, reference, rng):
    """forward and backward do not write into probabilities and labels."""
    loss = CrossEntropy(student, rng)
    x, t = probabilities(rng, (5, 4)), np.array([3, 0, 2, 3, 1])
    got = loss.forward(x, t)
    assert_unharmed(student, "x", "y", what="CrossEntropyModule().forward(x, y)")
    what = "CrossEntropyModule().forward(x, y)"
    student.remark(assert_close(got, reference.cross_entropy(x, t), what=what))
    got = loss.backward(x, t)
    assert_unharmed(student, "x", "y", what="CrossEntropyModule().backward(x, y)")
    what = "CrossEntropyModule().backward(x, y)"
    expected = reference.cross_entropy_backward(x, t)
    student.remark(assert_close(got, expected, what=what, slope=loss.slope(x, t)))


def _assert_large_but_finite(student, loss):
    """A target with probability 1e-30: ln gives 69, clipping at 1e-5 still 11; the mean with a good row is half of that."""
    x, t = np.array([[1e-30, 1.0 - 1e-9, 1e-9], [0.2, 0.5, 0.3]]), np.array([0, 2])
    got = loss.forward(x, t)
    high = float(-np.log(x[[0, 1], t]).mean())
    assert_number(
        got,
        high,
        low=5.0,
        high=high * 1.001,
        what="CrossEntropyModule().forward(x, y) for a right class with probability 1e-30",
    )
    got, fault = answered(loss.forward, np.array([[0.0, 1.0], [0.4, 0.6]]), np.array([1, 1]))
    try:
        if fault is None:
            array(got, what="the loss")
    except CheckFailed:
        student.remark(
            "CrossEntropyModule gives no finite loss when a wrong class has probability exactly 0; "
            "adding a tiny number inside the logarithm, or taking only the right class, helps."
        )
