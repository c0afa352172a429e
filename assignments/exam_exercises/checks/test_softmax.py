"""2023/02/07: softmax does not see a shift, and with the shift by the maximum it works for any activations.

The property is judged at shifts that a plain exp survives, so that it stands apart from overflow.
"""

from typing import Any

import numpy as np

from grader.checks import check
from grader.compare import array, assert_close, assert_true

QUICK_S = 3.0
SHIFT = "exp(a + c) = exp(a) exp(c), in every term: nothing else may be done to a."
ROWS = "Every row has a sum of its own: the last axis."
OVERFLOW = (
    "exp overflows above about 709 (88 in float32): what is the largest exponent after the shift?"
)
UNDERFLOW = "Where all activations are far below 0, every exp is 0 and the sum as well."
OWN_MAXIMUM = "Rows may lie far apart: each has its own largest activation."


def probabilities(student: Any, a: np.ndarray, *, what: str) -> np.ndarray:
    """Their softmax, of the shape of `a`, where it is something to compare with.

    Raises:
        CheckFailed: it is no array of that shape, not finite, or the same whatever `a` is.
    """
    got = array(student.stable_softmax(a), what=what, shape=a.shape)
    _remark_on_writing(student)
    assert_true(
        bool(np.ptp(got) > 1e-3 * np.abs(got).max()),
        what=what,
        expected="different values where the activations differ",
        got="the same value everywhere",
    )
    return got


def assert_no_shift(student: Any, a: np.ndarray, shift: np.ndarray | float) -> None:
    """Judges f(a + c) = f(a) by their own f."""
    size = np.asarray(shift)
    by = f"{size:.4g}" if size.ndim == 0 else "another c in each row"
    before = probabilities(student, a, what=f"stable_softmax(a), a of shape {a.shape}")
    after = student.stable_softmax(a + shift)
    what = f"stable_softmax(a + c), a of shape {a.shape}, c = {by}, against stable_softmax(a)"
    student.remark(assert_close(after, before, what=what))


def assert_softmax(student: Any, reference: Any, a: np.ndarray) -> None:
    """Judges the values."""
    shown = f"a = {np.round(a, 2).tolist()}" if a.size <= 6 else f"a of shape {a.shape}"
    if a.dtype != np.float64:
        shown += f", {a.dtype}"
    got = student.stable_softmax(a)
    _remark_on_writing(student)
    student.remark(assert_close(got, reference.stable_softmax(a), what=f"stable_softmax, {shown}"))


def _remark_on_writing(student: Any) -> None:
    if 0 in student.changed:
        student.remark(
            "stable_softmax writes into the array it is given; its caller loses the activations."
        )


@check(question="s2.0207.a", points=0.5, visibility="public", hint=SHIFT, cpu_s=QUICK_S)
def test_shift(student, rng):
    """stable_softmax(a + c) is stable_softmax(a) for a number c."""
    a = np.array([0.5, -1.2, 2.0, 0.1, -0.4])
    for c in (3.0, -2.5):
        assert_no_shift(student, a, c)


@check(question="s2.0207.a", points=0.5, visibility="hidden", hint=SHIFT, cpu_s=QUICK_S)
def test_shift_elsewhere(student, rng):
    """A shift changes nothing, whatever its size, also when every row has a shift of its own."""
    for c in (40.0, -40.0):
        assert_no_shift(student, rng.normal(0.0, 1.5, 6), c)
    assert_no_shift(
        student, rng.normal(0.0, 1.5, (4, 3)), np.array([[15.0], [-8.0], [0.0], [-20.0]])
    )


@check(question="s2.0207.b", points=0.5, visibility="public", hint=ROWS, cpu_s=QUICK_S)
def test_values(student, reference):
    """stable_softmax is the softmax of the exam, for one row of activations and for several."""
    assert_softmax(student, reference, np.array([1.5, -0.5, 0.25, 2.0]))
    assert_softmax(student, reference, np.array([[1.0, 2.5], [-0.5, 0.25], [3.0, -1.0]]))


@check(question="s2.0207.b", points=0.5, visibility="hidden", hint=ROWS, cpu_s=QUICK_S)
def test_last_axis(student, reference, rng):
    """The sum runs along the last axis, for arrays of one, two and three axes."""
    for shape in ((6,), (4, 3), (2, 3, 5)):
        assert_softmax(student, reference, rng.normal(0.3, 1.8, shape))


@check(question="s2.0207.b", points=0.5, visibility="hidden", hint=OVERFLOW, cpu_s=QUICK_S)
def test_large(student, reference):
    """Activations near 1000 do not overflow."""
    assert_softmax(student, reference, np.array([1000.0, 999.0, 998.0]))
    assert_softmax(student, reference, np.array([[850.0, 1002.5, 1001.0], [1400.0, 1399.5, 60.0]]))


@check(question="s2.0207.b", points=0.5, visibility="hidden", hint=UNDERFLOW, cpu_s=QUICK_S)
def test_very_negative(student, reference):
    """Activations near -1000 do not end in 0 / 0."""
    assert_softmax(student, reference, np.array([-1000.0, -1001.0, -1003.0]))
    assert_softmax(
        student, reference, np.array([[-800.0, -802.0], [-1500.0, -1499.0], [-900.5, -900.0]])
    )


@check(question="s2.0207.b", points=0.25, visibility="hidden", hint=OVERFLOW, cpu_s=QUICK_S)
def test_far_apart(student, reference):
    """Activations of one row may be 2000 apart."""
    assert_softmax(student, reference, np.array([1000.0, 999.0, -1000.0, -998.0]))
    assert_softmax(student, reference, np.array([-1200.0, 900.0, 898.5]))


@check(question="s2.0207.b", points=0.5, visibility="hidden", hint=OWN_MAXIMUM, cpu_s=QUICK_S)
def test_rows_far_apart(student, reference, rng):
    """Rows of very different size in one batch are each right."""
    a = rng.normal(0.0, 1.5, (4, 3)) + np.array([[900.0], [-900.0], [0.0], [-2500.0]])
    assert_softmax(student, reference, a)
    assert_softmax(
        student,
        reference,
        rng.normal(0.0, 1.0, (2, 3, 4)) * 2.0 + np.array([[[800.0], [0.0], [-1000.0]]]),
    )


@check(question="s2.0207.b", points=0.25, visibility="hidden", hint=OVERFLOW, cpu_s=QUICK_S)
def test_single_precision(student, reference):
    """Activations in float32, whose exp overflows above 88, are handled as well."""
    assert_softmax(student, reference, np.array([100.0, 99.0, 98.5, -100.0], dtype=np.float32))
    assert_softmax(
        student,
        reference,
        np.array([[-120.0, -121.0], [95.0, 96.5], [0.5, -0.25]], dtype=np.float32),
    )
