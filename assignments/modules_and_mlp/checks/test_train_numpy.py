"""Question 3: training the NumPy MLP, judged by the model that comes back."""

from __future__ import annotations

from training_checks import (
    assert_curve,
    assert_curve_is_measured,
    assert_learns,
    assert_same_seed,
    assert_steps,
    assert_test_accuracy,
)

from grader.checks import check

_STEP = (
    "Every weight and every bias of every layer, p <- p - lr * dL/dp, with the gradient of this batch "
    "alone and of the mean loss."
)


@check(
    question="s4.3.acc",
    points=0.5,
    visibility="public",
    hint="Loss down but accuracy low, or neither: print both after every epoch.",
    blind="at the end the last layer is cleared, to see that it matters",
    cpu_s=30,
    wall_s=120,
)
def test_accuracy(student, task, bar):
    """The trained NumPy MLP classifies new images."""
    assert_learns(student, task, bar, torch=False)


@check(
    question="s4.3.acc",
    points=0.5,
    visibility="hidden",
    hint="Train on data['train'] only, and evaluate the model that you return on data['test'].",
    cpu_s=30,
    wall_s=120,
)
def test_test_accuracy(student, task):
    """The reported test accuracy is that of the returned NumPy MLP on the test set."""
    assert_test_accuracy(student, task, torch=False)


@check(question="s4.3.acc", points=0.5, visibility="hidden", hint=_STEP, cpu_s=30, wall_s=120)
def test_steps(student, task, reference, rng):
    """Training steps of the NumPy MLP are those of gradient descent."""
    assert_steps(student, task, reference, rng, torch=False)


@check(
    question="s4.3.curve",
    points=1,
    visibility="public",
    hint="Append the loss of every mini-batch, a float, in the order of training.",
    cpu_s=30,
    wall_s=120,
)
def test_curve(student, task, reference, rng):
    """The loss curve of the NumPy MLP starts near ln K and falls."""
    assert_curve(student, task, reference, rng, torch=False)


@check(
    question="s4.3.curve",
    points=0.5,
    visibility="hidden",
    hint="The mean cross entropy of the batch under the weights of that moment, natural logarithm.",
    cpu_s=30,
    wall_s=120,
)
def test_curve_is_measured(student, task, reference, rng):
    """The logged losses of the NumPy MLP are those of the model that comes back."""
    assert_curve_is_measured(student, task, reference, rng, torch=False)


@check(
    question="s4.3.curve",
    points=0.5,
    visibility="hidden",
    hint="Seed the generator of the weights and that of the order of the samples.",
    cpu_s=30,
    wall_s=120,
)
def test_same_seed(student, task):
    """The same seed gives the same run of the NumPy MLP, another seed another one."""
    assert_same_seed(student, task, torch=False)
