"""Jacobian of the softmax and gradient of the cross entropy, of one sample."""

from __future__ import annotations

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from reference.softmax import softmax, softmax_backward
from reference.softmax_gradients import softmax_cross_entropy_gradient, softmax_jacobian

N = st.integers(1, 8)
SEED = st.integers(0, 2**32 - 1)


@given(n=N, seed=SEED)
def test_jacobian_against_autograd(n, seed):
    """s3.T4.1, s3.T4.2: the whole matrix agrees with torch's Jacobian."""
    h = np.random.default_rng(seed).normal(size=n, scale=3)
    expected = torch.autograd.functional.jacobian(lambda z: torch.softmax(z, 0), torch.tensor(h))
    np.testing.assert_allclose(softmax_jacobian(h), expected.numpy(), rtol=1e-10, atol=1e-14)


@given(n=N, seed=SEED)
def test_jacobian_identities(n, seed):
    """Symmetric, rows sum to 0, no positive entry off the diagonal; times G it is the backward pass."""
    rng = np.random.default_rng(seed)
    h, dout = rng.normal(size=n), rng.normal(size=n)
    J = softmax_jacobian(h)
    np.testing.assert_array_equal(J, J.T)
    np.testing.assert_allclose(J.sum(axis=1), 0.0, atol=1e-15)
    assert np.all(J[~np.eye(n, dtype=bool)] <= 0)
    np.testing.assert_allclose(J @ dout, softmax_backward(softmax(h), dout), atol=1e-14)


@given(n=N, seed=SEED)
def test_gradient_against_autograd(autograd, n, seed):
    """s3.T4.3: P - y for a one-hot y; P sum(y) - y for any other."""
    rng = np.random.default_rng(seed)
    h, one_hot = rng.normal(size=n, scale=3), np.eye(n)[rng.integers(n)]
    np.testing.assert_allclose(
        softmax_cross_entropy_gradient(h, one_hot), softmax(h) - one_hot, atol=1e-15
    )
    for y in (one_hot, rng.uniform(size=n)):
        _, (expected,) = autograd(
            lambda z, y=y: -(torch.tensor(y) * torch.log_softmax(z, 0)).sum(), h
        )
        np.testing.assert_allclose(
            softmax_cross_entropy_gradient(h, y), expected, rtol=1e-10, atol=1e-13
        )


def test_chain_rule_of_the_proof(numeric_gradient):
    """The gradient is the Jacobian times -y/P, and the slope of the loss."""
    rng = np.random.default_rng(0)
    h, y = rng.normal(size=5), np.eye(5)[2]
    chained = softmax_jacobian(h).T @ (-y / softmax(h))
    slope = numeric_gradient(lambda z: -np.sum(y * np.log(softmax(z))), h)
    np.testing.assert_allclose(softmax_cross_entropy_gradient(h, y), chained, atol=1e-14)
    np.testing.assert_allclose(softmax_cross_entropy_gradient(h, y), slope, atol=1e-9)


def test_extreme_logits():
    """Logits of a thousand: finite, and the limit that torch gives."""
    h = np.array([1000.0, -1000.0, 999.0])
    expected = torch.autograd.functional.jacobian(lambda z: torch.softmax(z, 0), torch.tensor(h))
    np.testing.assert_allclose(softmax_jacobian(h), expected.numpy(), rtol=1e-12, atol=1e-300)
    assert softmax_cross_entropy_gradient(h, [0, 1, 0])[1] == -1.0
