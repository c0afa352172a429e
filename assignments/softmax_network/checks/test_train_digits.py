"""Questions 6 and 7: training on images, judged by what comes back and by data the grader owns."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from tasks import DIGITS, Task
from training_checks import (
    assert_accurate,
    assert_curve,
    assert_curve_supported,
    assert_learns,
    assert_losses_measured,
    assert_seed_decides,
)

from grader.checks import check

HALF_OF_CHANCE = 0.5
QUARTER_OF_CHANCE = 0.25
"""Shares of ln K, the loss of guessing, that the loss has to get under; right runs reach 0.1 or less."""
ACCURATE = 0.75
"""Accuracy on new images; guessing has 0.2. Right runs: docs/training_softmax_network.md."""
START, FALLING = (0.2, 3.0), 0.5
"""Where a curve starts, in units of ln K, and what is left of it at most at its end."""
SHORT = replace(DIGITS, lr=0.4, epochs=5)
"""A run that stops half-way: a curve that ends near 0 is then made up."""
SUPPORTED = 2.5
"""Largest accepted ratio of the end of its curve and the loss of its parameters, either way."""
TINY = replace(DIGITS, epochs=1)
CHANCE = (
    "A loss near ln K is that of guessing: is every sample used with its own label, every step?"
)
CURVE = "One number for each batch: its mean loss under the parameters of that moment."


def relabelled(task: Task) -> Task:
    """The same images with the classes renamed, so that nothing known of them helps."""
    T = (task.T + 2) % task.classes
    x, t = task.holdout
    return replace(task, T=T, holdout=(x, (t + 2) % task.classes))


@check(question="s1.Q6.loss", points=1, visibility="public", hint=CHANCE)
def test_loss(student, digits):
    """After training the loss on the images is below half of that of guessing."""
    limit = HALF_OF_CHANCE * float(np.log(digits.classes))
    assert_learns(student, digits, DIGITS, max_loss=limit, hint=CHANCE)


@check(question="s1.Q6.loss", points=1, visibility="hidden", hint=CHANCE)
def test_loss_elsewhere(student, digits):
    """It is below a quarter for other labels, batches and seeds, and the samples in another order."""
    task = relabelled(digits)
    task = replace(task, X=task.X[::-1].copy(), T=task.T[::-1].copy())
    limit = QUARTER_OF_CHANCE * float(np.log(task.classes))
    assert_learns(student, task, replace(DIGITS, batch_size=7), max_loss=limit, seed=5)


@check(question="s1.Q7.1", points=1, visibility="public", hint=CURVE)
def test_curve(student, digits):
    """The loss curve starts near ln K and falls clearly."""
    assert_curve(student, digits, DIGITS, start=START, falling=FALLING)


@check(question="s1.Q7.1", points=1, visibility="hidden", hint=CURVE)
def test_curve_is_measured(student, reference, points):
    """With all samples in one batch the losses are those of the parameters on the way."""
    assert_losses_measured(student, reference, points)


@check(question="s1.Q7.1", points=0.5, visibility="hidden", hint=CURVE)
def test_curve_fits_the_weights(student, digits):
    """The curve of a short run ends at the loss that the returned parameters have."""
    assert_curve_supported(student, digits, SHORT, factor=SUPPORTED)


@check(
    question="s1.Q7.1",
    points=0.5,
    visibility="hidden",
    hint="The argument seed decides the weights and the order of the samples, and nothing else does.",
)
def test_seed(student, digits):
    """The same seed gives the same curve and parameters, another seed another curve."""
    assert_seed_decides(student, digits, TINY)


@check(question="s1.Q7.4", points=1, visibility="public", hint=CHANCE)
def test_accuracy(student, digits):
    """The trained network classifies images that it has not seen."""
    assert_accurate(student, digits, DIGITS, min_accuracy=ACCURATE, seed=1, hint=CHANCE)


@check(question="s1.Q7.4", points=1, visibility="hidden", hint=CHANCE)
def test_accuracy_elsewhere(student, digits):
    """It does so with the classes renamed and with another seed."""
    task = relabelled(digits)
    assert_accurate(student, task, DIGITS, min_accuracy=ACCURATE, seed=6, hint=CHANCE)
