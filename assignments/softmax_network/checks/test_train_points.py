"""Question 4: the training loop, on points of the plane with the network of size 2-3-2.

100 single steps at rate 0.01, as on the sheet, cannot show a drop reliably: from small weights
the mean loss then ends between 0.688 and 0.702, and ln 2 is 0.693. So the runs here are longer.
"""

from __future__ import annotations

from dataclasses import replace

from tasks import DIGITS, POINTS, SINGLE
from training_checks import (
    assert_all_move,
    assert_learns,
    assert_steps,
    assert_sums_stay,
    assert_units_differ,
)

from grader.checks import check

LEARNT = 0.1
"""Mean loss on the points that counts as learnt; guessing has 0.693. The highest of the right runs in
docs/training_softmax_network.md is far below."""
BRIEF = replace(POINTS, epochs=5)
STEP = (
    "Every step: p <- p - lr * gradient, for W, b, V and c, with the gradient at the current ones."
)
SUM = "dl/ds = o - t: what do its entries sum to, and what does that mean for c and for V's rows?"


@check(question="s1.Q4.train", points=1, visibility="public", hint=STEP)
def test_learns(student, points):
    """After train_network the loss on all points is small."""
    assert_learns(student, points, POINTS, max_loss=LEARNT, hint=STEP)


@check(
    question="s1.Q4.train",
    points=0.75,
    visibility="hidden",
    hint="A batch of one sample is a batch; every sample is used, in any order.",
)
def test_learns_one_by_one(student, points):
    """Training works with one sample a step."""
    assert_learns(student, points, SINGLE, max_loss=LEARNT, seed=2)


@check(question="s1.Q4.train", points=1, visibility="hidden", hint=STEP)
def test_steps(student, reference, points):
    """Each training step is minus the learning rate times the current gradient."""
    assert_steps(student, reference, points)


@check(
    question="s1.Q4.train",
    points=0.5,
    visibility="hidden",
    hint="Four arrays are learned: two weights and two biases.",
)
def test_everything_moves(student, points):
    """Training changes both weights and both biases."""
    assert_all_move(student, points, BRIEF)


@check(
    question="s1.Q4.train",
    points=0.5,
    visibility="hidden",
    hint="What does the first gradient of two hidden units look like that start alike?",
)
def test_units_differ(student, points):
    """The hidden units learn different things."""
    assert_units_differ(student, points, BRIEF)


@check(
    question="s1.Q4.train",
    points=0.25,
    visibility="hidden",
    hint="Shuffle indices, not X; and normalise a copy.",
)
def test_inputs(student, points):
    """train_network learns and leaves the data as they were."""
    assert_learns(student, points, POINTS, max_loss=LEARNT, unharmed=True)


@check(question="s1.Q4.params", points=0.5, visibility="public", hint=SUM)
def test_sum_of_c(student, points):
    """Training leaves the sum of c as it was: 0 if it starts at 0."""
    assert_sums_stay(student, points, POINTS, of=("c",))


@check(question="s1.Q4.params", points=0.5, visibility="hidden", hint=SUM)
def test_sums_of_V(student, points):
    """Training leaves the sum of each row of V as it was."""
    assert_sums_stay(student, points, POINTS, of=("V",))


@check(question="s1.Q4.params", points=0.5, visibility="hidden", hint=SUM)
def test_sums_with_more_classes(student, digits):
    """Training leaves the sum of c as it was also with five classes, and those of V's rows."""
    assert_sums_stay(student, digits, replace(DIGITS, epochs=4), of=("c", "V"))
