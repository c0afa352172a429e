"""The pure-function MLP against torch, for every activation, depth and size."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from reference.activations import ACTIVATIONS
from reference.mlp_functions import mlp_forward, mlp_logits, mlp_loss_and_gradients

TORCH = {
    "relu": torch.relu,
    "tanh": torch.tanh,
    "elu": torch.nn.functional.elu,
    "leaky_relu": torch.nn.functional.leaky_relu,
    "sigmoid": torch.sigmoid,
}


def network(sizes, seed):
    """Random layers of the given sizes, biases not zero."""
    rng = np.random.default_rng(seed)
    return [
        (rng.normal(size=(n_out, n_in)), rng.normal(size=n_out)) for n_in, n_out in pairwise(sizes)
    ]


def torch_logits(x, activation, *flat):
    """The same network written with torch's own operations."""
    layers = list(zip(flat[::2], flat[1::2], strict=True))
    for weight, bias in layers[:-1]:
        x = TORCH[activation](torch.nn.functional.linear(x, weight, bias))
    return torch.nn.functional.linear(x, *layers[-1])


@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
@given(
    sizes=st.lists(st.integers(1, 6), min_size=2, max_size=5),
    samples=st.integers(1, 6),
    seed=st.integers(0, 2**32 - 1),
)
def test_against_autograd(autograd, activation, sizes, samples, seed):
    """Probabilities, loss and the gradient by every parameter."""
    layers = network(sizes, seed)
    rng = np.random.default_rng(seed + 1)
    x, t = rng.normal(size=(samples, sizes[0])), rng.integers(sizes[-1], size=samples)
    flat = [array for layer in layers for array in layer]

    logits, _ = autograd(lambda *p: torch_logits(torch.tensor(x), activation, *p), *flat)
    loss, gradients = autograd(
        lambda *p: torch.nn.functional.cross_entropy(
            torch_logits(torch.tensor(x), activation, *p), torch.tensor(t)
        ),
        *flat,
    )
    np.testing.assert_allclose(mlp_logits(x, layers, activation), logits, rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(
        mlp_forward(x, layers, activation),
        torch.softmax(torch.tensor(logits), 1).numpy(),
        rtol=1e-9,
        atol=1e-12,
    )
    got = mlp_loss_and_gradients(x, t, layers, activation)
    assert got.loss == pytest.approx(float(loss), rel=1e-9, abs=1e-12)
    flat_got = [array for layer in got.gradients for array in layer]
    for mine, theirs, parameter in zip(flat_got, gradients, flat, strict=True):
        assert mine.shape == parameter.shape
        np.testing.assert_allclose(mine, theirs, rtol=1e-8, atol=1e-11)


def test_finite_differences(numeric_gradient):
    """The gradient of the loss by one weight matrix of a deep tanh network, by its definition."""
    layers = network([3, 4, 5, 2], seed=0)
    x, t = np.random.default_rng(1).normal(size=(6, 3)), np.array([0, 1, 1, 0, 1, 0])

    def loss(weight):
        changed = [layers[0], (weight, layers[1][1]), layers[2]]
        return mlp_loss_and_gradients(x, t, changed, "tanh").loss

    got = mlp_loss_and_gradients(x, t, layers, "tanh").gradients[1][0]
    np.testing.assert_allclose(got, numeric_gradient(loss, layers[1][0]), atol=1e-8)


def test_extreme_weights_stay_exact():
    """Logits thousands apart: the gradient is still (P - T) / S, which a clipped one is not."""
    layers = [(np.array([[1.0], [-1.0]]), np.zeros(2))]
    got = mlp_loss_and_gradients([[3000.0]], [1], layers)
    assert got.loss == pytest.approx(6000.0)
    np.testing.assert_array_equal(got.gradients[0][0], [[3000.0], [-3000.0]])
