"""Question 1: the gradient of l = -log y_c by y, the entry of the class and the others apart.

At y_c = 1 the mistake -y_c cannot be seen, and with equal probabilities not which entry is meant.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.checks import check
from grader.compare import array, assert_close, assert_number

QUICK_S = 3.0
INSIDE = "Differentiate -log y_c by y_c; the logarithm is the natural one, c counts from 0."
OTHERS = "Does l = -log y_c depend on the other entries of y?"


def gradient(student: Any, y: np.ndarray, c: int) -> tuple[np.ndarray, str]:
    """Their gradient (n,), which may hold nan, and the call in words."""
    what = f"nll_gradient(y, {c}) for y = {np.round(y, 4).tolist()}"
    value = array(student.nll_gradient(y, c), what=what, finite=False)
    return array(value.reshape(-1), what=what, shape=y.shape, finite=False), what


def assert_entry(student: Any, reference: Any, y: np.ndarray, c: int) -> None:
    """Judges the entry j = c."""
    got, what = gradient(student, y, c)
    expected = float(reference.nll_gradient(y, c)[c])
    student.remark(assert_number(got[c], expected, what=f"entry {c} of {what}", hint=INSIDE))


def assert_others(student: Any, reference: Any, y: np.ndarray, c: int) -> None:
    """Judges the entries j != c."""
    got, what = gradient(student, y, c)
    what = f"the entries other than {c} of {what}"
    expected = reference.nll_gradient(y, c)
    got[c] = expected[c] = 0.0
    student.remark(assert_close(got, expected, what=what, hint=OTHERS))


def probabilities(rng: np.random.Generator, n: int) -> np.ndarray:
    """(n,) different numbers that sum to 1, none below 0.3 / n."""
    y = rng.permutation(np.arange(1, n + 1)) + rng.uniform(-0.3, 0.3, n)
    return y / y.sum()


@check(question="s1.Q1b.1", points=0.5, visibility="public", hint=INSIDE, cpu_s=QUICK_S)
def test_class(student, reference, rng):
    """The entry of nll_gradient(y, c) at the class c."""
    assert_entry(student, reference, probabilities(rng, 5), 3)


@check(question="s1.Q1b.1", points=0.5, visibility="hidden", hint=INSIDE, cpu_s=QUICK_S)
def test_class_elsewhere(student, reference, rng):
    """The entry at c is right for every class, also the first and the last, and for small y_c."""
    for n in (3, 6):
        y = probabilities(rng, n)
        for c in range(n):
            assert_entry(student, reference, y, c)
    assert_entry(student, reference, np.array([0.7, 0.002, 0.098, 0.2]), 1)


@check(question="s1.Q1b.2", points=0.5, visibility="public", hint=OTHERS, cpu_s=QUICK_S)
def test_others(student, reference, rng):
    """The entries of nll_gradient(y, c) other than c."""
    assert_others(student, reference, probabilities(rng, 5), 3)


@check(question="s1.Q1b.2", points=0.5, visibility="hidden", hint=OTHERS, cpu_s=QUICK_S)
def test_others_elsewhere(student, reference, rng):
    """The entries other than c are right for every class and size, call after call."""
    for n in (3, 6):
        y = probabilities(rng, n)
        for c in range(n):
            assert_others(student, reference, y, c)
