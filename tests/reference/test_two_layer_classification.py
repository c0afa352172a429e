"""The two-layer classifier against torch, finite differences, sympy and the sheet's example."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
import torch
from hypothesis import given
from hypothesis import strategies as st

from reference.two_layer_classification import classification_bce, classification_squared_error

SIZE = st.integers(1, 6)
SEED = st.integers(0, 2**32 - 1)


def draw(seed, N, D, K):
    """x, y (labels), W1, b1, W2, b2."""
    rng = np.random.default_rng(seed)
    x, b1, b2 = (rng.normal(size=n) for n in (N, D, K))
    W1, W2 = rng.normal(size=(D, N)), rng.normal(size=(K, D))
    return x, rng.integers(2, size=K).astype(float), W1, b1, W2, b2


def torch_output(x, W1, b1, W2, b2):
    """a1 and yt with torch's own operations."""
    a1 = torch.tanh(W1 @ x + b1)
    return a1, torch.sigmoid(W2 @ a1 + b2)


def squared(x, y, *parameters):
    """||yt - y||^2."""
    return ((torch_output(x, *parameters)[1] - y) ** 2).sum()


def cross_entropy(x, y, *parameters):
    """torch's own mean binary cross entropy."""
    return torch.nn.functional.binary_cross_entropy(torch_output(x, *parameters)[1], y.detach())


@given(N=SIZE, D=SIZE, K=SIZE, seed=SEED)
def test_squared_error_against_autograd(autograd, N, D, K, seed):
    """Both activations, the loss and all four gradients, in the shapes stated."""
    point = draw(seed, N, D, K)
    x, _, *parameters = map(torch.tensor, point)
    loss, (_, _, *gradients) = autograd(squared, *point)
    a1, yt, mine, *grads = classification_squared_error(*point)
    for got, expected in zip((a1, yt), torch_output(x, *parameters), strict=True):
        np.testing.assert_allclose(got, expected.numpy(), rtol=1e-12, atol=1e-13)
    assert mine == pytest.approx(float(loss), rel=1e-10)
    assert (a1.shape, yt.shape) == ((D,), (K,))
    for got, expected in zip(grads, gradients, strict=True):
        assert got.shape == expected.shape
        np.testing.assert_allclose(got, expected, rtol=1e-8, atol=1e-12)


@given(N=SIZE, D=SIZE, K=SIZE, seed=SEED)
def test_bce_against_autograd(autograd, N, D, K, seed):
    """The loss and all four gradients agree with torch's binary cross entropy."""
    point = draw(seed, N, D, K)
    loss, (_, _, *gradients) = autograd(cross_entropy, *point)
    mine, dyt, ds2, *grads = classification_bce(*point)
    assert mine == pytest.approx(float(loss), rel=1e-9)
    assert (dyt.shape, ds2.shape) == ((K,), (K,))
    for got, expected in zip(grads, gradients, strict=True):
        assert got.shape == expected.shape
        np.testing.assert_allclose(got, expected, rtol=1e-7, atol=1e-12)


def test_finite_differences(numeric_gradient):
    """The gradients of both losses by each parameter, by their definition."""
    point = list(draw(5, 3, 5, 4))
    for function in (classification_squared_error, classification_bce):
        for n, mine in enumerate(function(*point)[3:], start=2):

            def loss(value, n=n, function=function):
                return function(*point[:n], value, *point[n + 1 :]).loss

            np.testing.assert_allclose(mine, numeric_gradient(loss, point[n]), atol=1e-8)


def with_outputs(y, yt):
    """A point whose network puts out yt: the second bias is chosen so."""
    x, _, W1, b1, W2, _ = draw(0, 3, 4, len(y))
    b2 = np.log(yt / (1 - yt)) - W2 @ np.tanh(W1 @ x + b1)
    return x, np.asarray(y, dtype=float), W1, b1, W2, b2


def test_example_of_the_sheet():
    """y = [1, 0, 1, 1, 0], yt = [.9, .2, .6, .3, .7]: the loss, dC/dyt and dC/ds2."""
    y, yt = np.array([1, 0, 1, 1, 0]), np.array([0.9, 0.2, 0.6, 0.3, 0.7])
    got = classification_bce(*with_outputs(y, yt))
    assert got.loss == pytest.approx(0.649455059878, abs=1e-12)
    expected = [-0.2 / 0.9, 0.2 / 0.8, -0.2 / 0.6, -0.2 / 0.3, 0.2 / 0.3]
    np.testing.assert_allclose(got.dyt, expected, rtol=1e-12)
    np.testing.assert_allclose(got.ds2, (yt - y) / 5, rtol=1e-12)


def test_derivative_by_the_outputs_with_sympy():
    """dC/dyt as sympy derives it, at labels of both kinds in unequal number."""
    outputs, labels = sympy.symbols("t0:5", positive=True), (1, 0, 1, 1, 0)
    terms = [
        y * sympy.log(t) + (1 - y) * sympy.log(1 - t) for t, y in zip(outputs, labels, strict=True)
    ]
    C = -sum(terms) / 5
    yt = np.array([0.9, 0.2, 0.6, 0.3, 0.7])
    at = dict(zip(outputs, yt, strict=True))
    expected = [float(sympy.diff(C, t).subs(at)) for t in outputs]
    got = classification_bce(*with_outputs(labels, yt)).dyt
    np.testing.assert_allclose(got, expected, rtol=1e-10)


def test_the_sigmoid_cancels_the_denominator():
    """dC/ds2 = dC/dyt * yt (1 - yt): what the chain rule gives is (yt - y) / K."""
    point = draw(2, 4, 3, 6)
    yt = classification_squared_error(*point).yt
    got = classification_bce(*point)
    np.testing.assert_allclose(got.ds2, got.dyt * yt * (1 - yt), rtol=1e-12)


def test_far_out_nothing_overflows():
    """Where the sigmoid saturates the outputs are 0 and 1, without a warning."""
    point = ([1.0], [1.0, 0.0], [[30.0]], [0.0], [[2000.0], [-2000.0]], [0.0, 0.0])
    assert classification_squared_error(*point).yt.tolist() == [1.0, 0.0]
