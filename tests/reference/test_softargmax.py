"""The soft argmax against torch, its limits, and the soft maximum's own gradient."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from reference.softargmax import softargmax

VALUES = st.lists(st.floats(-50, 50), min_size=1, max_size=8)
BETA = st.floats(0.01, 100)


@given(x=VALUES, beta=BETA)
def test_against_torch(x, beta):
    """p is torch's softmax of beta x, lse its logsumexp divided by beta."""
    p, lse = softargmax(x, beta)
    z = beta * torch.tensor(x, dtype=torch.float64)
    np.testing.assert_allclose(p, torch.softmax(z, 0).numpy(), rtol=1e-9, atol=1e-15)
    assert lse == pytest.approx(float(torch.logsumexp(z, 0)) / beta, rel=1e-9, abs=1e-9)


@given(x=VALUES, beta=st.floats(0.05, 10))
def test_gradient_of_the_soft_maximum(autograd, x, beta):
    """The gradient of lse by x is p: the derivative of the maximum is its position."""
    x = np.array(x)
    _, (expected,) = autograd(lambda v: torch.logsumexp(beta * v, 0) / beta, x)
    np.testing.assert_allclose(softargmax(x, beta).p, expected, rtol=1e-8, atol=1e-14)


@given(x=VALUES, beta=BETA, shift=st.floats(-1e3, 1e3))
def test_shift(x, beta, shift):
    """A constant added to x leaves p alone and moves lse by itself."""
    p, lse = softargmax(x, beta)
    moved_p, moved = softargmax(np.array(x) + shift, beta)
    np.testing.assert_allclose(moved_p, p, rtol=1e-7, atol=1e-9)
    assert moved == pytest.approx(lse + shift, rel=1e-9, abs=1e-7)


@given(x=VALUES, beta=BETA)
def test_bounds(x, beta):
    """max x <= lse <= max x + log(n) / beta; p is a distribution, largest where x is."""
    p, lse = softargmax(x, beta)
    assert max(x) <= lse <= max(x) + np.log(len(x)) / beta + 1e-12
    assert p.sum() == pytest.approx(1.0)
    assert p.min() >= 0.0
    assert p[np.argmax(x)] == p.max()


def test_limits():
    """Large beta: one-hot, ties share equally. Small beta: the same for all."""
    np.testing.assert_allclose(softargmax([1.0, 4.0, 2.0], 1e4).p, [0, 1, 0], atol=1e-300)
    np.testing.assert_allclose(softargmax([7.0, -1.0, 7.0], 1e4).p, [0.5, 0, 0.5], rtol=1e-15)
    np.testing.assert_allclose(softargmax([1.0, 4.0, 2.0], 1e-9).p, [1 / 3] * 3, rtol=1e-8)
    assert softargmax([-1e5, -2e5], 3.0).lse == -1e5


def test_numbers_of_the_sheet():
    """x = [1, 2, 4] at beta 1 and 5."""
    p, lse = softargmax([1.0, 2.0, 4.0], 1.0)
    np.testing.assert_allclose(p, [0.0420101, 0.114195, 0.843795], rtol=1e-5)
    assert lse == pytest.approx(4.16984601956, abs=1e-10)
    p, lse = softargmax([1.0, 2.0, 4.0], 5.0)
    np.testing.assert_allclose(p, [3.05888e-07, 4.53979e-05, 0.999954], rtol=1e-5)
    assert lse == pytest.approx(4.00000914096, abs=1e-10)
