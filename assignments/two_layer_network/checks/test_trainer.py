"""Item a as code: SGD steps on the mean over the batch of the squared distance.

What is judged is how far each step moves the parameters, given the parameters that the student
had before it. So a first step that is wrong does not make the second wrong, and a gradient that is
added to that of the step before shows in the second. Weights and biases are judged apart.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from batches import EXAMPLE_TRAINING, Training, draw_training
from student_trainer import NAMES, StudentTrainer

from grader.checks import check
from grader.compare import assert_close, assert_true
from grader.student import Student

ITEM = "s0.1.1.1a"
WEIGHTS, BIASES = ("W2", "W1"), ("b2", "b1")
"""From the output backwards: a first layer that stands still is then told from weights that do."""
LEAST = 1e-4
"""Change of a parameter that a right step makes at least: nobody passes by shutting every unit."""
STEP = "p <- p - lr dL/dp, with L the mean over the samples of ||yt - y||^2, all at the old parameters."
ALL = "Every parameter gets a gradient and an update, the biases too."
FRESH = "PyTorch adds to .grad: what has to happen to it before the next backward pass?"
ORDER = "All gradients are taken at the same parameters: update none before the last is computed."


def assert_steps(
    student: Student,
    reference: Any,
    training: Training,
    names: tuple[str, ...],
    hint: str,
    *,
    judged: slice = slice(None),
) -> None:
    """Makes the steps one after another and judges some of the changes that they make."""
    trainer = StudentTrainer(student, training.parameters, training.lr)
    before = trainer.params(when="before any step")
    for name, got, given in zip(NAMES, before, training.parameters, strict=True):
        if name in names:
            what = f"{name} in TwoLayerTrainer.params() before any step"
            student.remark(assert_close(got, given, what=what))
    wanted = range(len(training.batches))[judged]
    for number, (X, Y) in enumerate(training.batches):
        trainer.step(X, Y)
        after = trainer.params(when=f"after {number + 1} of {len(training.batches)} steps")
        if number in wanted:
            samples = f"{len(X)} sample{'s' if len(X) > 1 else ''}"
            where = f"step {number + 1} on {samples}, {training.sizes}"
            assert_change(
                student, reference, (X, Y), training.lr, before, after, names, where, hint
            )
        before = after


def assert_change(
    student: Student,
    reference: Any,
    batch: tuple[np.ndarray, np.ndarray],
    lr: float,
    before: tuple[np.ndarray, ...],
    after: tuple[np.ndarray, ...],
    names: tuple[str, ...],
    where: str,
    hint: str,
) -> None:
    """Judges what one step added to the parameters, given those before it."""
    expected = reference.sgd_step_regression(*batch, *before, lr)
    assert_true(
        all(bool(np.isfinite(right).all()) for right in expected),
        what=f"the parameters before {where}",
        expected="numbers small enough to take a step from",
        got="numbers so large that the step overflows",
    )
    got, wanted = (
        {name: new - old for name, old, new in zip(NAMES, before, there, strict=True)}
        for there in (after, expected)
    )
    if not any(change.any() for change in got.values()):
        flat = (np.concatenate([change.ravel() for change in c.values()]) for c in (got, wanted))
        assert_close(*flat, what=f"the changes of W1, b1, W2, b2 in {where}, in a row", hint=hint)
    for name in names:
        assert_true(
            float(np.abs(wanted[name]).max()) > LEAST,
            what=f"the parameters before {where}",
            expected="parameters from which there is a step to make",
            got=f"parameters at which the gradient by {name} is 0",
        )
        what = f"the change of {name} in {where}"
        student.remark(assert_close(got[name], wanted[name], what=what, hint=hint))


@check(question=ITEM, points=0.5, visibility="public", hint=STEP)
def test_weights_first_step(student, reference):
    """One step of TwoLayerTrainer moves the weights as SGD does."""
    assert_steps(student, reference, EXAMPLE_TRAINING, WEIGHTS, STEP, judged=slice(0, 1))


@check(question=ITEM, points=0.5, visibility="public", hint=ALL)
def test_biases_first_step(student, reference):
    """One step of TwoLayerTrainer moves the biases as SGD does."""
    assert_steps(student, reference, EXAMPLE_TRAINING, BIASES, ALL, judged=slice(0, 1))


@check(question=ITEM, points=0.5, visibility="public", hint=FRESH)
def test_weights_second_step(student, reference):
    """A second step on another batch moves the weights by its own gradient only."""
    assert_steps(student, reference, EXAMPLE_TRAINING, WEIGHTS, FRESH, judged=slice(1, 2))


@check(question=ITEM, points=0.5, visibility="public", hint=FRESH)
def test_biases_second_step(student, reference):
    """A second step on another batch moves the biases by its own gradient only."""
    assert_steps(student, reference, EXAMPLE_TRAINING, BIASES, FRESH, judged=slice(1, 2))


@check(question=ITEM, points=0.75, visibility="hidden", hint=ORDER)
def test_weights_elsewhere(student, reference, rng):
    """Three steps on random batches of different sizes move the weights as SGD does."""
    training = draw_training(reference, rng, (4, 6, 3), [5, 8, 2])
    assert_steps(student, reference, training, WEIGHTS, ORDER)


@check(question=ITEM, points=0.75, visibility="hidden", hint=ALL)
def test_biases_elsewhere(student, reference, rng):
    """Three steps on random batches of different sizes move the biases as SGD does."""
    training = draw_training(reference, rng, (2, 3, 5), [7, 4, 6])
    assert_steps(student, reference, training, BIASES, ALL)


@check(
    question=ITEM,
    points=0.25,
    visibility="hidden",
    hint="X of shape (1, N) is a batch too: which axis do you sum over, which one do you squeeze?",
    blind="a batch of one",
)
def test_batch_of_one(student, reference, rng):
    """A step on a batch of a single sample is right."""
    training = draw_training(reference, rng, (3, 4, 5), [1])
    assert_steps(student, reference, training, NAMES, STEP)


@check(
    question=ITEM,
    points=0.25,
    visibility="hidden",
    hint="Keep the parameters in the object (self.), not in the class or the file.",
)
def test_two_trainers(student, reference, rng):
    """Two trainers used in turn do not disturb each other."""
    first = draw_training(reference, rng, (3, 5, 4), [4])
    second = draw_training(reference, rng, (3, 5, 4), [6])
    trainers = [StudentTrainer(student, t.parameters, t.lr) for t in (first, second)]
    before = [t.params(when="before any step") for t in trainers]
    for trainer, training in zip(trainers, (first, second), strict=True):
        trainer.step(*training.batches[0])
    for n, (trainer, training) in enumerate(zip(trainers, (first, second), strict=True)):
        after = trainer.params(when="after a step")
        assert_change(
            student,
            reference,
            training.batches[0],
            training.lr,
            before[n],
            after,
            NAMES,
            f"the first step of trainer {n + 1} of 2, {training.sizes}",
            STEP,
        )
