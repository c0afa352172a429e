"""TwoLayerNet.predict: the class with the highest score, under parameters the grader chose."""

import numpy as np
from problems import Problem, draw_problem
from student_net import StudentNet
from unharmed import assert_unharmed

from grader.checks import check
from grader.compare import array, assert_true
from grader.truth import recorded

PREDICT = "s3.TwoLayerNet.predict"
ARGMAX = "argmax of loss(X) over the classes"
GAP = 0.05
"""Smallest lead of the best score: nobody is judged by a near tie."""


def assert_predictions(student, reference, net, problem, *, several=True, hint=ARGMAX):
    """Judges the predicted classes of one batch; samples with a near tie are left out first.

    Classes with the highest of the student's own scores are right too, so that a mistake in the
    scores costs its own item only. For a single sample (`several` false) that is believed only
    after a whole batch passed.
    """
    X = clear(reference, problem)
    expected = right_classes(reference, X, problem.params)
    what = f"{net.called}.predict(X {X.shape})"
    got = array(net.predict(X), what=what)
    assert_true(
        got.size == len(X),
        what=what,
        expected=f"{len(X)} class numbers, shape {(len(X),)}",
        got=f"{got.size} numbers, shape {got.shape}",
        hint=hint,
    )
    if got.shape != (len(X),):
        student.remark(f"predict returned the shape {got.shape}; {(len(X),)} is usual")
    wrong = np.flatnonzero(got.ravel() != expected)
    if len(wrong) and not follows_own_scores(net, X, got.ravel(), problem.sizes[2], several):
        first = wrong[0]
        assert_true(
            False,
            what=what,
            expected=f"for sample {first} the class {expected[first]}",
            got=f"{got.ravel()[first]:g}; {len(wrong)} of {len(X)} samples are wrong",
            hint=hint,
        )


@recorded
def right_classes(reference, X, params):
    """The classes (N,) of the samples."""
    return np.argmax(reference.two_layer_scores(X, **params), axis=1)


def follows_own_scores(net, X, got, C, several):
    """Whether their own loss(X) gives no other class a higher score than the predicted one."""
    scores = array(net.scores(X), what=f"{net.called}.loss(X {X.shape})")
    if scores.size != len(X) * C:
        return False
    if not all(0 <= k < C for k in got):
        return False
    scores = scores.reshape(len(X), C)
    claimed = scores[np.arange(len(X)), got.astype(int)].reshape(-1, 1)
    # Ties everywhere, and the same scores for every sample, make no classifier.
    decided = bool(np.any(np.sum(scores == claimed, axis=1) == 1)) or not several
    varied = float(np.max(np.ptp(scores, axis=0))) > 1e-6 or not several
    return decided and varied and not np.any(scores > claimed)


def draw_below_zero(rng) -> Problem:
    """Many samples whose scores are rather negative: the best is often not the one of the largest size."""
    problem = draw_problem(rng, N=40)
    problem.params["b2"] -= 1.0
    return problem


def clear(reference, problem: Problem) -> np.ndarray:
    """The samples whose best score leads by GAP."""
    scores = np.sort(reference.two_layer_scores(problem.X, **problem.params), axis=1)
    return problem.X[scores[:, -1] - scores[:, -2] > GAP]


@check(question=PREDICT, points=1, visibility="public", hint=ARGMAX)
def test_classes(student, reference, rng):
    """predict(X) returns the class with the highest score."""
    problem = draw_below_zero(rng)
    assert_predictions(student, reference, StudentNet(student, problem.params), problem)


@check(
    question=PREDICT,
    points=0.5,
    visibility="hidden",
    hint="The whole forward pass, biases and ReLU included; axis 1 is the classes'.",
)
def test_classes_elsewhere(student, reference, rng):
    """predict(X) is right for more samples, more classes than hidden units, and strong biases."""
    for N, D, H, C in ((40, 3, 4, 6), (40, 6, 9, 2)):
        problem = draw_problem(rng, N=N, D=D, H=H, C=C)
        problem.params["b1"] *= 2.0
        problem.params["b2"] = 2.0 * (problem.params["b2"] - problem.params["b2"].mean())
        assert_predictions(student, reference, StudentNet(student, problem.params), problem)


@check(
    question=PREDICT,
    points=0.25,
    visibility="hidden",
    hint="Compute the scores anew from X; keep the arrays two-dimensional.",
)
def test_after_other_calls(student, reference, rng):
    """predict(X) is right for one sample, and after loss and predict saw other data."""
    problem = draw_below_zero(rng)
    X = clear(reference, problem)
    other = draw_problem(rng, N=len(X))  # of the same size: a result kept from it would fit
    net = StudentNet(student, problem.params)
    net.loss(other.X, other.y, 0.1)
    assert_predictions(student, reference, net, problem)
    single = Problem(problem.params, X[:1], problem.y[:1])
    assert_predictions(student, reference, net, single, several=False)


@check(question=PREDICT, points=0.25, visibility="hidden", hint="Work on a copy of X.")
def test_inputs(student, reference, rng):
    """predict(X) is right and leaves X as it was."""
    problem = draw_below_zero(rng)
    net = StudentNet(student, problem.params)
    assert_predictions(student, reference, net, problem)
    net.predict(problem.X)
    assert_unharmed(student, "X", what=f"{net.called}.predict(X)")
