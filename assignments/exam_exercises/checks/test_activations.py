"""Four activation functions around 0: `activation_slopes`, one row for each.

The public checks ask for the value and a function that rises, the hidden ones for both slopes.
Lambda and alpha are neither 1 nor near each other, so that lambda * alpha, 1 and a swap all show.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from grader.checks import check
from grader.compare import array, assert_close, assert_number, assert_true, results
from grader.student import Student
from grader.truth import recorded

QUICK_S = 3.0
ROWS = ("sigmoid", "tanh", "relu", "selu")
SHEET = (1.0507, 1.75814)
OTHERS = ((0.6, 2.4), (2.5, 0.7), SHEET)
"""lambda and alpha: either may be the larger one."""
VALUE = "The first column is the function itself at x = 0; right of 0 all four functions rise."
SIGMOID = "Differentiate 1 / (1 + exp(-x)) and put in x = 0; the function has no kink."
TANH = "The Taylor expansion of tanh at 0 begins with its slope; the function has no kink."
RELU = "What does ReLU do left of 0, and what right of 0?"
SELU = "Use the definition as the exam states it; expand exp(x) - 1 left of 0."


def row(student: Student, name: str, lam: float, al: float) -> tuple[str, np.ndarray]:
    """The row of one function, in words and as numbers.

    Raises:
        CheckFailed: there are not four rows, or this one is not three numbers.
    """
    what = f"activation_slopes({lam:g}, {al:g})"
    value = student.activation_slopes(lam, al)
    if isinstance(value, Mapping):
        value = results(value, *ROWS, what=what)[ROWS.index(name)]
    else:
        value = array(value, what=what, shape=(4, 3), finite=False)[ROWS.index(name)]
    what = f"the row {name} of {what}"
    return what, array(value, what=what, shape=(3,), finite=False)


@recorded
def value_at_zero(reference: Any, name: str, lam: float, al: float) -> float:
    """The first column of one row alone: the others are asked for in hidden checks."""
    return reference.activation_slopes(lam, al)[ROWS.index(name), 0]


def assert_value(student: Student, reference: Any, name: str) -> None:
    """Judges the function's value at 0, and that it rises from there: three zeros are no answer."""
    for lam, al in OTHERS:
        what, got = row(student, name, lam, al)
        expected = value_at_zero(reference, name, lam, al)
        student.remark(assert_number(got[0], expected, what=f"the value at 0 in {what}"))
        assert_true(
            bool(got[2] > 0),
            what=f"the slope from the right in {what}",
            expected="a positive number: the function rises there",
            got=f"{got[2]:g}",
        )


def assert_slopes(student: Student, reference: Any, name: str) -> None:
    """Judges the slopes from the left and from the right."""
    for lam, al in OTHERS:
        what, got = row(student, name, lam, al)
        expected = reference.activation_slopes(lam, al)[ROWS.index(name), 1:]
        student.remark(assert_close(got[1:], expected, what=f"left and right slope in {what}"))


@check(question="s2.0120.b.sigmoid", points=0.5, visibility="public", hint=VALUE, cpu_s=QUICK_S)
def test_sigmoid_value(student, reference):
    """activation_slopes gives the sigmoid's value at 0, and it rises to the right."""
    assert_value(student, reference, "sigmoid")


@check(question="s2.0120.b.sigmoid", points=0.5, visibility="hidden", hint=SIGMOID, cpu_s=QUICK_S)
def test_sigmoid_slopes(student, reference):
    """activation_slopes gives the sigmoid's slopes at 0."""
    assert_slopes(student, reference, "sigmoid")


@check(question="s2.0120.b.tanh", points=0.5, visibility="public", hint=VALUE, cpu_s=QUICK_S)
def test_tanh_value(student, reference):
    """activation_slopes gives the value of tanh at 0, and it rises to the right."""
    assert_value(student, reference, "tanh")


@check(question="s2.0120.b.tanh", points=0.5, visibility="hidden", hint=TANH, cpu_s=QUICK_S)
def test_tanh_slopes(student, reference):
    """activation_slopes gives the slopes of tanh at 0."""
    assert_slopes(student, reference, "tanh")


@check(question="s2.0120.b.relu", points=0.5, visibility="public", hint=VALUE, cpu_s=QUICK_S)
def test_relu_value(student, reference):
    """activation_slopes gives the value of ReLU at 0, and it rises to the right."""
    assert_value(student, reference, "relu")


@check(question="s2.0120.b.relu", points=0.5, visibility="hidden", hint=RELU, cpu_s=QUICK_S)
def test_relu_slopes(student, reference):
    """activation_slopes gives the slopes of ReLU left and right of 0."""
    assert_slopes(student, reference, "relu")


@check(question="s2.0120.b.selu", points=0.5, visibility="public", hint=VALUE, cpu_s=QUICK_S)
def test_selu_value(student, reference):
    """activation_slopes gives the value of SELU at 0, and it rises to the right."""
    assert_value(student, reference, "selu")


@check(question="s2.0120.b.selu", points=0.5, visibility="hidden", hint=SELU, cpu_s=QUICK_S)
def test_selu_slopes(student, reference):
    """activation_slopes gives the slopes of SELU left and right of 0 by the exam's definition."""
    assert_slopes(student, reference, "selu")
