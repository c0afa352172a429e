"""Question 1: the Jacobian of the softmax, its diagonal and the rest apart.

It is symmetric, so a transposed one is right. Logits near +-1000 make exp overflow where the
largest was not subtracted first, and underflow to 0 / 0 where all are far below 0.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from unharmed import assert_unharmed

from grader.checks import check
from grader.compare import array, assert_close

EXTREME = (
    np.array([1000.0, 1001.5, 999.0, 1000.5]),
    np.array([-1001.0, -1000.0, -998.5, -999.0, -1000.5]),
    np.array([999.5, -1400.0, 1000.0, -1401.0]),
)
"""Too large for exp, too small for exp, and so far apart that subtracting the mean does not help."""
QUICK_S = 3.0
"""CPU seconds for a call that needs microseconds: one that never ends is cut off early."""
QUOTIENT = (
    "Differentiate the quotient exp(o_i) / sum_k exp(o_k), and write the result with y alone."
)
SHIFT = "softmax does not change when one number is subtracted from all entries of o: which one?"


def jacobian(student: Any, o: np.ndarray) -> tuple[np.ndarray, str]:
    """Their Jacobian (n, n), which may hold nan, and the call in words."""
    what = f"softmax_jacobian(o) for o = {np.round(o, 2).tolist()}"
    shape = (len(o), len(o))
    return array(student.softmax_jacobian(o), what=what, shape=shape, finite=False), what


def assert_diagonal(student: Any, reference: Any, o: np.ndarray, hint: str = "") -> None:
    """Judges dy_i/do_i for all i."""
    got, what = jacobian(student, o)
    expected = np.diag(reference.softmax_jacobian(o))
    student.remark(assert_close(np.diag(got), expected, what=f"the diagonal of {what}", hint=hint))


def assert_rest(student: Any, reference: Any, o: np.ndarray, hint: str = "") -> None:
    """Judges dy_i/do_j for all i != j."""
    got, what = jacobian(student, o)
    expected = reference.softmax_jacobian(o)
    for matrix in (got, expected):  # their places stay, so that the message's indices are right
        np.fill_diagonal(matrix, 0.0)
    what = f"the entries i != j of {what} (the diagonal put to 0)"
    student.remark(assert_close(got, expected, what=what, hint=hint))


@check(question="s1.Q1a.1", points=1, visibility="public", hint=QUOTIENT, cpu_s=QUICK_S)
def test_diagonal(student, reference, rng):
    """dy_i/do_i stands on the diagonal of softmax_jacobian(o)."""
    assert_diagonal(student, reference, rng.normal(0.0, 1.5, 5))


@check(question="s1.Q1a.1", points=0.5, visibility="hidden", hint=QUOTIENT, cpu_s=QUICK_S)
def test_diagonal_elsewhere(student, reference, rng):
    """The diagonal of softmax_jacobian is right for any number of classes, call after call."""
    for n in (7, 2, 3):
        assert_diagonal(student, reference, rng.normal(-0.5, 2.0, n))


@check(question="s1.Q1a.1", points=0.25, visibility="hidden", hint=SHIFT, cpu_s=QUICK_S)
def test_diagonal_extreme(student, reference):
    """The diagonal of softmax_jacobian is right for logits near +1000 and -1000."""
    for o in EXTREME:
        assert_diagonal(student, reference, o)


@check(
    question="s1.Q1a.1",
    points=0.25,
    visibility="hidden",
    hint="o -= np.max(o) writes into the caller's array; o = o - np.max(o) does not.",
    cpu_s=QUICK_S,
)
def test_inputs(student, reference, rng):
    """softmax_jacobian gives the right diagonal and leaves its argument as it was."""
    assert_diagonal(student, reference, rng.normal(1.5, 1.5, 6))
    assert_unharmed(student, "o", what="softmax_jacobian(o)")


@check(question="s1.Q1a.2", points=1, visibility="public", hint=QUOTIENT, cpu_s=QUICK_S)
def test_rest(student, reference, rng):
    """dy_i/do_j for i != j stands beside the diagonal of softmax_jacobian(o)."""
    assert_rest(student, reference, rng.normal(0.0, 1.5, 5))


@check(question="s1.Q1a.2", points=0.5, visibility="hidden", hint=QUOTIENT, cpu_s=QUICK_S)
def test_rest_elsewhere(student, reference, rng):
    """The entries i != j of softmax_jacobian are right for any number of classes, call after call."""
    for n in (7, 2, 3):
        assert_rest(student, reference, rng.normal(-0.5, 2.0, n))


@check(question="s1.Q1a.2", points=0.5, visibility="hidden", hint=SHIFT, cpu_s=QUICK_S)
def test_rest_extreme(student, reference):
    """The entries i != j of softmax_jacobian are right for logits near +1000 and -1000."""
    for o in EXTREME:
        assert_rest(student, reference, o)
