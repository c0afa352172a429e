"""Question 2: dl/do of softmax and loss together, straight or by the two local derivatives."""

from __future__ import annotations

from typing import Any

import numpy as np
from unharmed import assert_unharmed

from grader.carried import right_or_carried
from grader.checks import check
from grader.compare import array, assert_close, assert_true
from grader.truth import recorded

QUICK_S = 3.0
EXTREME = (
    np.array([1000.0, 998.5, 1001.0, 999.5]),
    np.array([-1000.0, -999.0, -1001.0, -998.5, -1000.5]),
    np.array([1000.0, 999.0, -1500.0, -1500.5]),
)
CHAIN = "Sum over i: dl/dy_i times dy_i/do_j, with both cases of each."
SHIFT = "softmax does not change when one number is subtracted from all entries of o: which one?"


@recorded
def from_local_derivatives(J: np.ndarray, g: np.ndarray) -> np.ndarray:
    """dl/do, given dy/do and dl/dy."""
    return J.T @ g


def assert_gradient(
    student: Any, reference: Any, o: np.ndarray, c: int, *, hint: str = CHAIN
) -> None:
    """Judges dl/do: right, or what their own two local derivatives give."""
    t = np.eye(len(o))[c]
    what = f"softmax_nll_gradient(o, t) for o = {np.round(o, 2).tolist()} and class {c}"
    got = student.softmax_nll_gradient(o, t)
    truth = reference.softmax_cross_entropy_gradient(o, t)

    def given_local_derivatives() -> tuple[str, ...]:
        y = reference.softmax(o)
        J = array(student.softmax_jacobian(o), what="softmax_jacobian(o)", shape=(len(o),) * 2)
        g = array(student.nll_gradient(y, c), what="nll_gradient(y, c)", shape=y.shape)
        expected = from_local_derivatives(J, g)
        size = float(np.max(np.abs(expected)))
        assert_true(
            0.1 * float(np.max(np.abs(truth))) < size < 1e6,
            what="the product of the two local derivatives",
            expected="a gradient to compare with",
            got=f"a largest entry of {size:.3g}",
        )
        return assert_close(got, expected, what=what, hint=hint)

    right_or_carried(
        student,
        lambda: assert_close(got, truth, what=what, hint=hint),
        given_local_derivatives,
        earlier="s1.Q1a and s1.Q1b",
        how="the chain rule with your two local derivatives",
    )


@check(question="s1.Q2a", points=0.75, visibility="public", hint=CHAIN, cpu_s=QUICK_S)
def test_gradient(student, reference, rng):
    """softmax_nll_gradient(o, t) is dl/do."""
    assert_gradient(student, reference, rng.normal(0.0, 1.5, 5), 3)


@check(question="s1.Q2a", points=0.5, visibility="hidden", hint=CHAIN, cpu_s=QUICK_S)
def test_gradient_elsewhere(student, reference, rng):
    """softmax_nll_gradient is right for every class and any number of classes."""
    for n in (7, 2, 3):
        for c in (0, n - 1):
            assert_gradient(student, reference, rng.normal(0.5, 2.0, n), c)


@check(question="s1.Q2a", points=0.5, visibility="hidden", hint=SHIFT, cpu_s=QUICK_S)
def test_gradient_extreme(student, reference):
    """softmax_nll_gradient is right for logits near +1000 and -1000."""
    for o in EXTREME:
        for c in (0, 1):
            assert_gradient(student, reference, o, c, hint=SHIFT)


@check(
    question="s1.Q2a",
    points=0.25,
    visibility="hidden",
    hint="y -= t is fine for an array of your own; o -= np.max(o) and t -= y write into the caller's.",
    cpu_s=QUICK_S,
)
def test_gradient_inputs(student, reference, rng):
    """softmax_nll_gradient gives the right gradient and leaves its arguments as they were."""
    assert_gradient(student, reference, rng.normal(1.5, 1.5, 6), 4)
    assert_unharmed(student, "o", "t", what="softmax_nll_gradient(o, t)")
