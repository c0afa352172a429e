"""The slopes at 0 against limits worked out by sympy, one-sided differences and the sheet."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
import torch
from hypothesis import given
from hypothesis import strategies as st

from reference.exam_activations import ACTIVATION_ROWS, activation_slopes, exam_selu

PARAMETER = st.floats(0.1, 4)


def test_against_limits():
    """Value and one-sided slopes are the limits that sympy finds, for symbolic lambda and alpha."""
    x, lam, al = sympy.symbols("x lambda alpha", positive=True)
    left = -x  # x is positive: the point left of 0
    sides = {
        "sigmoid": (1 / (1 + sympy.exp(-left)), 1 / (1 + sympy.exp(-x))),
        "tanh": (sympy.tanh(left), sympy.tanh(x)),
        "relu": (sympy.Integer(0), x),
        "selu": (al * (sympy.exp(left) - 1), lam * x),
    }
    numbers = {lam: sympy.Rational(13, 10), al: sympy.Rational(7, 3)}
    got = activation_slopes(lam=1.3, al=7 / 3)
    for row, name in zip(got, ACTIVATION_ROWS, strict=True):
        below, above = sides[name]
        value = sympy.limit(above, x, 0)
        slopes = (sympy.limit((value - below) / x, x, 0), sympy.limit((above - value) / x, x, 0))
        expected = [float(term.subs(numbers)) for term in (value, *slopes)]
        np.testing.assert_allclose(row, expected, rtol=1e-14, atol=1e-15)


@given(lam=PARAMETER, al=PARAMETER)
def test_against_differences(lam, al):
    """The slopes are what torch's functions and the exam's selu do a small step beside 0."""
    step = 1e-6
    at = torch.tensor([0.0, -step, step], dtype=torch.float64)
    columns = [f(at).numpy() for f in (torch.sigmoid, torch.tanh, torch.relu)]
    columns.append(np.array([exam_selu(float(v), lam, al) for v in at]))
    expected = [[y[0], (y[0] - y[1]) / step, (y[2] - y[0]) / step] for y in columns]
    np.testing.assert_allclose(activation_slopes(lam, al), expected, rtol=1e-5, atol=1e-9)


@given(x=st.floats(-5, 5))
def test_selu_of_the_paper(x):
    """With alpha = lambda * 1.6733 the exam's selu is torch's."""
    lam, al = 1.0507009873554805, 1.6732632423543773
    expected = float(torch.selu(torch.tensor(x, dtype=torch.float64)))
    assert exam_selu(x, lam, lam * al) == pytest.approx(expected, rel=1e-12, abs=1e-15)


def test_numbers_of_the_sheet():
    """s2.0120.b: slope 1/4 with offset 1/2; 1; 0 and 1; 1.75814 and 1.0507."""
    expected = [[0.5, 0.25, 0.25], [0, 1, 1], [0, 0, 1], [0, 1.75814, 1.0507]]
    got = activation_slopes(lam=1.0507, al=1.75814)
    assert got.shape == (4, 3)
    assert got.dtype == np.float64
    np.testing.assert_allclose(got, expected, rtol=1e-15)
