"""T4: the softmax Jacobian, its diagonal and the rest apart, and the gradient of the cross entropy.

The softmax Jacobian is symmetric, so a transposed one is right. Logits near +-1000 make
exp overflow where the largest logit was not subtracted first, and underflow to 0 / 0 where all
logits are far below 0.
"""

from typing import Any

import numpy as np
from unharmed import assert_unharmed

from grader.checks import check
from grader.compare import array, assert_close

EXTREME = (
    np.array([1000.0, 998.5, 1001.0, 997.0]),
    np.array([-1000.0, -999.0, -1002.0, -1001.5, -998.8]),
    np.array([1000.0, 999.0, -1500.0, -1500.5]),
)
"""Too large for exp, too small for exp, and so far apart that subtracting the mean does not help."""
SHIFT = "softmax does not change when one number is subtracted from all logits: take the largest."


def jacobian(student: Any, h: np.ndarray) -> tuple[np.ndarray, str]:
    """Their Jacobian (n, n), which may hold nan, and the call in words."""
    what = f"softmax_jacobian of {_shown(h)}"
    shape = (len(h), len(h))
    return array(student.softmax_jacobian(h), what=what, shape=shape, finite=False), what


def assert_diagonal(student: Any, reference: Any, h: np.ndarray, hint: str = "") -> None:
    """Judges dP(y=i)/dh_i for all i."""
    got, what = jacobian(student, h)
    expected = np.diag(reference.softmax_jacobian(h))
    student.remark(assert_close(np.diag(got), expected, what=f"the diagonal of {what}", hint=hint))


def assert_off_diagonal(student: Any, reference: Any, h: np.ndarray, hint: str = "") -> None:
    """Judges dP(y=j)/dh_i for all j != i."""
    got, what = jacobian(student, h)
    expected = reference.softmax_jacobian(h)
    for matrix in (got, expected):  # their place stays, so that the message's indices are right
        np.fill_diagonal(matrix, 0.0)
    what = f"the entries j != i of {what} (the diagonal put to 0)"
    student.remark(assert_close(got, expected, what=what, hint=hint))


def assert_gradient(
    student: Any, reference: Any, h: np.ndarray, y: np.ndarray, hint: str = ""
) -> None:
    """Judges dL/dh."""
    expected = reference.softmax_cross_entropy_gradient(h, y)
    what = f"softmax_cross_entropy_gradient of {_shown(h)} and y {np.round(y, 3).tolist()}"
    got = student.softmax_cross_entropy_gradient(h, y)
    student.remark(assert_close(got, expected, what=what, hint=hint))


def one_hot(i: int, n: int) -> np.ndarray:
    """The target (n,) of class i."""
    return np.eye(n)[i]


def _shown(h: np.ndarray) -> str:
    return f"h {np.round(h, 2).tolist()}" if len(h) <= 5 else f"h of shape {h.shape}"


PRODUCT = "Differentiate the quotient; write the result with P(y=i) and P(y=j) only."
COPY = "h -= np.max(h) writes into the caller's array; h = h - np.max(h) does not."
CHAIN = "Insert both cases of dP/dh into the chain rule and use that y sums to 1."


@check(question="s3.T4.1", points=1, visibility="public", hint=PRODUCT)
def test_diagonal(student, reference, rng):
    """dP(y=i)/dh_i stands on the diagonal of softmax_jacobian(h)."""
    assert_diagonal(student, reference, rng.normal(0.0, 1.5, 5))


@check(question="s3.T4.1", points=0.5, visibility="hidden", hint=PRODUCT)
def test_diagonal_elsewhere(student, reference, rng):
    """The diagonal of softmax_jacobian is right for any number of classes, two calls in a row."""
    for n in (2, 7, 3):
        assert_diagonal(student, reference, rng.normal(0.5, 2.0, n))


@check(question="s3.T4.1", points=0.25, visibility="hidden", hint=SHIFT)
def test_diagonal_extreme(student, reference):
    """The diagonal of softmax_jacobian is right for logits near +1000 and -1000."""
    for h in EXTREME:
        assert_diagonal(student, reference, h)


@check(question="s3.T4.1", points=0.25, visibility="hidden", hint=COPY)
def test_jacobian_inputs(student, reference, rng):
    """softmax_jacobian gives the right diagonal and leaves its argument as it was."""
    assert_diagonal(student, reference, rng.normal(2.0, 1.5, 6))
    assert_unharmed(student, "h", what="softmax_jacobian(h)")


@check(question="s3.T4.2", points=1, visibility="public", hint=PRODUCT)
def test_off_diagonal(student, reference, rng):
    """dP(y=j)/dh_i stands beside the diagonal of softmax_jacobian(h)."""
    assert_off_diagonal(student, reference, rng.normal(0.0, 1.5, 5))


@check(question="s3.T4.2", points=0.5, visibility="hidden", hint=PRODUCT)
def test_off_diagonal_elsewhere(student, reference, rng):
    """The entries j != i of softmax_jacobian are right for any number of classes, two calls in a row."""
    for n in (2, 7, 3):
        assert_off_diagonal(student, reference, rng.normal(0.5, 2.0, n))


@check(question="s3.T4.2", points=0.5, visibility="hidden", hint=SHIFT)
def test_off_diagonal_extreme(student, reference):
    """The entries j != i of softmax_jacobian are right for logits near +1000 and -1000."""
    for h in EXTREME:
        assert_off_diagonal(student, reference, h)


@check(question="s3.T4.3", points=0.75, visibility="public", hint=CHAIN)
def test_gradient(student, reference, rng):
    """softmax_cross_entropy_gradient(h, y) is dL/dh for a one-hot target."""
    assert_gradient(student, reference, rng.normal(0.0, 1.5, 5), one_hot(2, 5))


@check(question="s3.T4.3", points=0.5, visibility="hidden", hint=CHAIN)
def test_gradient_elsewhere(student, reference, rng):
    """softmax_cross_entropy_gradient is right for every class and any number of classes."""
    for n in (2, 7, 3):
        for i in (0, n - 1):
            assert_gradient(student, reference, rng.normal(0.5, 2.0, n), one_hot(i, n))


@check(
    question="s3.T4.3",
    points=0.25,
    visibility="hidden",
    hint="The proof uses no more of y than that its entries sum to 1.",
)
def test_gradient_soft_target(student, reference, rng):
    """softmax_cross_entropy_gradient is right for a target that is a distribution over the classes."""
    for n in (4, 6):
        y = rng.uniform(0.2, 1.0, n)
        assert_gradient(student, reference, rng.normal(0.0, 1.5, n), y / y.sum())


@check(question="s3.T4.3", points=0.25, visibility="hidden", hint=SHIFT)
def test_gradient_extreme(student, reference):
    """softmax_cross_entropy_gradient is right for logits near +1000 and -1000."""
    for h in EXTREME:
        for i in range(len(h)):
            assert_gradient(student, reference, h, one_hot(i, len(h)))


@check(question="s3.T4.3", points=0.25, visibility="hidden", hint=COPY)
def test_gradient_inputs(student, reference, rng):
    """softmax_cross_entropy_gradient gives the right gradient and leaves its arguments as they were."""
    assert_gradient(student, reference, rng.normal(2.0, 1.5, 6), one_hot(4, 6))
    assert_unharmed(student, "h", "y", what="softmax_cross_entropy_gradient(h, y)")
