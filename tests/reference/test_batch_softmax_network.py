"""The sigmoid network for a batch against torch, and against the network of one sample."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from reference.batch_softmax_network import batch_softmax_logits, batch_softmax_network
from reference.small_softmax_network import small_softmax_network

SIZE = st.integers(1, 6)
SEED = st.integers(0, 2**32 - 1)


def draw(seed: int, S: int, D: int, H: int, K: int):
    """X, T, W, b, V, c at random."""
    rng = np.random.default_rng(seed)
    params = [rng.normal(size=shape) for shape in ((D, H), (H,), (H, K), (K,))]
    return rng.normal(size=(S, D)), rng.integers(K, size=S), *params


@given(S=SIZE, D=SIZE, H=SIZE, K=SIZE, seed=SEED)
def test_against_autograd(autograd, S, D, H, K, seed):
    """s1.Q5, s1.Q6: logits, mean loss and all four gradients, in the shapes of the parameters."""
    X, T, *params = draw(seed, S, D, H, K)

    def loss(W, b, V, c):
        scores = torch.sigmoid(torch.tensor(X) @ W + b) @ V + c
        return torch.nn.functional.cross_entropy(scores, torch.tensor(T))

    value, gradients = autograd(loss, *params)
    got = batch_softmax_network(X, T, *params)
    assert got.loss == pytest.approx(float(value), rel=1e-10, abs=1e-14)
    for mine, expected in zip(got[1:], gradients, strict=True):
        assert mine.shape == expected.shape
        np.testing.assert_allclose(mine, expected, rtol=1e-8, atol=1e-12)
    W, b, V, c = params
    scores = torch.sigmoid(torch.tensor(X) @ torch.tensor(W) + torch.tensor(b)) @ torch.tensor(V)
    np.testing.assert_allclose(batch_softmax_logits(X, *params), scores.numpy() + c, atol=1e-12)


@given(S=SIZE, seed=SEED)
def test_mean_of_single_samples(S, seed):
    """Loss and gradients are the means of those of the samples, each by its local derivatives."""
    X, T, *params = draw(seed, S, 3, 4, 5)
    singles = [small_softmax_network(x, np.eye(5)[t], *params) for x, t in zip(X, T, strict=True)]
    for mine, *theirs in zip(batch_softmax_network(X, T, *params), *singles, strict=True):
        np.testing.assert_allclose(mine, np.mean(theirs, axis=0), atol=1e-12)


def test_gradients_of_the_classes_balance():
    """dc and every row of dV sum to 0: what one class gains the others lose (s1.Q4.params)."""
    got = batch_softmax_network(*draw(1, 6, 3, 4, 5))
    np.testing.assert_allclose(got.dV.sum(axis=1), 0.0, atol=1e-15)
    assert abs(got.dc.sum()) < 1e-15


def test_size_of_the_sheet():
    """784-300-10 has 238510 parameters, and as many gradients (s1.Q5)."""
    got = batch_softmax_network(*draw(2, 3, 784, 300, 10))
    assert sum(np.size(g) for g in got[1:]) == 784 * 300 + 300 + 300 * 10 + 10 == 238510


def test_untrained_network_is_at_ln_K():
    """With equal logits the loss is ln K, the figure that s1.Q6.loss is measured by."""
    X, T, W, b, V, c = draw(3, 20, 4, 5, 10)
    assert batch_softmax_network(X, T, W, b, 0 * V, 0 * c).loss == pytest.approx(np.log(10))
