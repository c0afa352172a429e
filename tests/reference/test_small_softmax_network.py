"""The network of one sample against torch, finite differences and the numbers of the sheet."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from reference.small_softmax_network import (
    nll_gradient,
    small_softmax_forward,
    small_softmax_network,
)

SIZE = st.integers(1, 6)
SEED = st.integers(0, 2**32 - 1)
SHEET = (
    np.array([1.0, -1.0]),
    np.array([1.0, 0.0]),
    np.array([[1.0, 1.0, 1.0], [-1.0, -1.0, -1.0]]),
    np.zeros(3),
    np.array([[1.0, 1.0], [-1.0, -1.0], [-1.0, -1.0]]),
    np.zeros(2),
)
"""x, t, W, b, V, c of question 3."""


def draw(seed: int, D: int, H: int, K: int):
    """x, t, W, b, V, c at random."""
    rng = np.random.default_rng(seed)
    t = np.eye(K)[rng.integers(K)]
    shapes = ((D,), (D, H), (H,), (H, K), (K,))
    x, *params = (rng.normal(size=shape) for shape in shapes)
    return x, t, *params


@given(n=st.integers(1, 7), seed=SEED)
def test_nll_gradient_against_autograd(autograd, n, seed):
    """s1.Q1b.1, s1.Q1b.2: -1/y_c at c, exactly 0 elsewhere."""
    rng = np.random.default_rng(seed)
    y, c = rng.dirichlet(np.ones(n)) + 0.01, int(rng.integers(n))
    _, (expected,) = autograd(lambda y: -torch.log(y[c]), y)
    np.testing.assert_allclose(nll_gradient(y, c), expected, rtol=1e-12)
    assert np.count_nonzero(nll_gradient(y, c)) == 1


@given(D=SIZE, H=SIZE, K=SIZE, seed=SEED)
def test_against_autograd(autograd, D, H, K, seed):
    """s1.Q3: loss and all four gradients, in the shapes of the parameters."""
    x, t, *params = draw(seed, D, H, K)

    def loss(W, b, V, c):
        scores = torch.sigmoid(torch.tensor(x) @ W + b) @ V + c
        return -(torch.tensor(t) * torch.log_softmax(scores, 0)).sum()

    value, gradients = autograd(loss, *params)
    got = small_softmax_network(x, t, *params)
    assert got.loss == pytest.approx(float(value), rel=1e-10, abs=1e-14)
    for mine, expected in zip(got[1:], gradients, strict=True):
        assert mine.shape == expected.shape
        np.testing.assert_allclose(mine, expected, rtol=1e-8, atol=1e-12)


def test_against_slopes(numeric_gradient):
    """Every gradient is the slope of the loss."""
    args = list(draw(3, 4, 5, 3))
    got = small_softmax_network(*args)
    for place, gradient in enumerate(got[1:], start=2):

        def loss(value, place=place):
            return small_softmax_network(*args[:place], value, *args[place + 1 :]).loss

        np.testing.assert_allclose(gradient, numeric_gradient(loss, args[place]), atol=1e-8)


def test_numbers_of_the_sheet():
    """s1.Q3.forward to s1.Q3.dc at the drawn weights, worked out by hand: sigma(2), ln 2 and zeros."""
    x, t, *params = SHEET
    sigma = 1 / (1 + np.exp(-2.0))
    k, h, s, o = small_softmax_forward(x, *params)
    np.testing.assert_allclose(k, [2, 2, 2])
    np.testing.assert_allclose(h, [sigma] * 3)
    np.testing.assert_allclose(s, [-sigma] * 2)
    np.testing.assert_allclose(o, [0.5, 0.5])
    loss, dW, db, dV, dc = small_softmax_network(x, t, *params)
    assert loss == pytest.approx(np.log(2))
    np.testing.assert_allclose(dW, np.zeros((2, 3)), atol=1e-16)
    np.testing.assert_allclose(db, np.zeros(3), atol=1e-16)
    np.testing.assert_allclose(dV, np.outer([sigma] * 3, [-0.5, 0.5]))
    np.testing.assert_allclose(dc, [-0.5, 0.5])


def test_equal_columns_hide_the_first_layer():
    """With equal columns of V nothing reaches W and b, whatever the other weights are."""
    x, t, W, b, V, c = draw(5, 3, 4, 3)
    V = np.repeat(V[:, :1], 3, axis=1)
    got = small_softmax_network(x, t, W, b, V, c)
    np.testing.assert_allclose(got.dW, 0.0, atol=1e-15)
    np.testing.assert_allclose(got.db, 0.0, atol=1e-15)
    assert np.abs(got.dV).max() > 0.01


def test_extreme_logits():
    """Logits of a thousand, and a class whose probability underflows to 0: finite, as torch has it."""
    x, t, W, b, V, _ = draw(6, 3, 4, 3)
    for c in ([1000.0, 999.0, -1000.0], [-1000.0, -1001.0, -1000.0]):
        for true in range(3):
            t = np.eye(3)[true]
            got = small_softmax_network(x, t, W, b, V, c)
            s = torch.tensor(small_softmax_forward(x, W, b, V, c).s, requires_grad=True)
            loss = -torch.log_softmax(s, 0)[true]
            loss.backward()
            assert got.loss == pytest.approx(float(loss.detach()), rel=1e-12)
            np.testing.assert_allclose(got.dc, s.grad.numpy(), atol=1e-12)
