"""The linear layer against torch.nn.functional.linear, values and gradients."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from reference.linear import LinearModule, linear_backward, linear_forward

SIZE = st.integers(1, 7)
SEED = st.integers(0, 2**32 - 1)


def close(got, expected):
    """Equal up to rounding."""
    np.testing.assert_allclose(got, expected, rtol=1e-11, atol=1e-12)


@given(samples=SIZE, n_in=SIZE, n_out=SIZE, seed=SEED)
def test_against_autograd(autograd, samples, n_in, n_out, seed):
    """s4.2a: Y, dL/dX, dL/dW, dL/db for any sizes and any upstream gradient, shapes included."""
    rng = np.random.default_rng(seed)
    x, weight = rng.normal(size=(samples, n_in)), rng.normal(size=(n_out, n_in))
    bias, dout = rng.normal(size=n_out), rng.normal(size=(samples, n_out))
    value, gradients = autograd(torch.nn.functional.linear, x, weight, bias, upstream=dout)

    close(linear_forward(x, weight, bias), value)
    for got, expected in zip(linear_backward(dout, x, weight), gradients, strict=True):
        assert got.dtype == np.float64
        close(got, expected)

    module = LinearModule(n_in, n_out)
    module.params["weight"][:], module.params["bias"][:] = weight, bias
    close(module.forward(x), value)
    close(module.backward(dout), gradients[0])
    close(module.grads["weight"], gradients[1])
    close(module.grads["bias"], gradients[2])


def test_finite_differences(numeric_gradient):
    """The gradients are those of sum(G * Y) by each of the three arguments."""
    rng = np.random.default_rng(5)
    x, weight, bias = rng.normal(size=(4, 3)), rng.normal(size=(2, 3)), rng.normal(size=2)
    dout = rng.normal(size=(4, 2))
    dx, dweight, dbias = linear_backward(dout, x, weight)
    for got, loss, at in (
        (dx, lambda a: np.sum(dout * linear_forward(a, weight, bias)), x),
        (dweight, lambda a: np.sum(dout * linear_forward(x, a, bias)), weight),
        (dbias, lambda a: np.sum(dout * linear_forward(x, weight, a)), bias),
    ):
        np.testing.assert_allclose(got, numeric_gradient(loss, at), atol=1e-7)


def test_gradients_are_replaced():
    """A second backward pass leaves its own gradients, not a sum; instances do not share any."""
    rng = np.random.default_rng(6)
    first, second = LinearModule(3, 2, rng=rng), LinearModule(3, 2, rng=rng)
    x, dout = rng.normal(size=(4, 3)), rng.normal(size=(4, 2))
    first.forward(x)
    first.backward(dout)
    once = first.grads["weight"].copy()
    second.forward(2 * x)
    second.backward(dout)
    first.forward(x)
    first.backward(dout)
    np.testing.assert_array_equal(first.grads["weight"], once)
    np.testing.assert_array_equal(second.grads["weight"], 2 * once)


def test_inputs_unharmed():
    """Neither pass writes into what it was given."""
    rng = np.random.default_rng(7)
    x, dout = rng.normal(size=(4, 3)), rng.normal(size=(4, 2))
    x_before, dout_before = x.copy(), dout.copy()
    module = LinearModule(3, 2, rng=rng)
    module.forward(x)
    module.backward(dout)
    np.testing.assert_array_equal(x, x_before)
    np.testing.assert_array_equal(dout, dout_before)


def test_start():
    """Weights are (out, in), drawn from the given generator; biases and gradients start at 0."""
    module = LinearModule(5, 4, rng=np.random.default_rng(0))
    again = LinearModule(5, 4, rng=np.random.default_rng(0))
    assert module.params["weight"].shape == module.grads["weight"].shape == (4, 5)
    assert module.params["bias"].shape == module.grads["bias"].shape == (4,)
    np.testing.assert_array_equal(module.params["weight"], again.params["weight"])
    assert np.any(module.params["weight"] != LinearModule(5, 4).params["weight"])
    assert not module.params["bias"].any()
    assert not module.grads["weight"].any()


def test_backward_without_forward():
    """A backward pass with nothing to go back through says so, also after clear_cache."""
    module = LinearModule(3, 2)
    with pytest.raises(RuntimeError, match=r"LinearModule\.backward needs a forward pass first"):
        module.backward(np.ones((1, 2)))
    module.forward(np.ones((1, 3)))
    module.clear_cache()
    with pytest.raises(RuntimeError, match="needs a forward pass first"):
        module.backward(np.ones((1, 2)))
