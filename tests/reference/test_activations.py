"""The activations against torch, at random points, far out, and at the kink."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes

from reference.activations import (
    ACTIVATIONS,
    ELUModule,
    LeakyReLUModule,
    ReLUModule,
    SigmoidModule,
    TanhModule,
)

TORCH = {
    "relu": torch.relu,
    "tanh": torch.tanh,
    "elu": torch.nn.functional.elu,
    "leaky_relu": torch.nn.functional.leaky_relu,
    "sigmoid": torch.sigmoid,
}
MODULES = {
    "relu": ReLUModule,
    "tanh": TanhModule,
    "elu": ELUModule,
    "leaky_relu": LeakyReLUModule,
    "sigmoid": SigmoidModule,
}
NAMES = sorted(ACTIVATIONS)
EXTREMES = np.array([-1e300, -1e4, -745.0, -40.0, -1e-300, 1e-300, 40.0, 745.0, 1e4, 1e300])


def test_nothing_is_left_out():
    """Every activation of the table is tested here."""
    assert NAMES == sorted(TORCH) == sorted(MODULES)


@pytest.mark.parametrize("name", NAMES)
@given(shape=array_shapes(max_dims=3, max_side=6), seed=st.integers(0, 2**32 - 1))
def test_against_autograd(autograd, name, shape, seed):
    """s4.2b: Y = h(X) and dL/dX = G * h'(X), for functions and modules, in the shape of X."""
    rng = np.random.default_rng(seed)
    x, dout = rng.normal(size=shape, scale=3), rng.normal(size=shape)
    value, (gradient,) = autograd(TORCH[name], x, upstream=dout)
    h, derivative = ACTIVATIONS[name]
    module = MODULES[name]()
    for got, expected in (
        (h(x), value),
        (dout * derivative(x), gradient),
        (module.forward(x), value),
        (module.backward(dout), gradient),
    ):
        assert got.dtype == np.float64
        assert got.shape == shape
        np.testing.assert_allclose(got, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_far_out(autograd, name):
    """Nothing overflows, turns NaN or warns at arguments up to 1e300 either way."""
    value, (gradient,) = autograd(TORCH[name], EXTREMES)
    h, derivative = ACTIVATIONS[name]
    np.testing.assert_allclose(h(EXTREMES), value, rtol=1e-12, atol=1e-300)
    assert np.isfinite(derivative(EXTREMES)).all()
    np.testing.assert_allclose(derivative(EXTREMES), gradient, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("name", NAMES)
def test_derivative_is_the_slope(name, numeric_gradient):
    """h' by its definition, away from the kink at 0."""
    h, derivative = ACTIVATIONS[name]
    x = np.array([-4.0, -1.5, -0.3, 0.2, 1.0, 5.0])
    np.testing.assert_allclose(derivative(x), numeric_gradient(lambda a: h(a).sum(), x), atol=1e-8)


@pytest.mark.parametrize("name", NAMES)
def test_at_zero(autograd, name):
    """At exactly 0 the derivative is the one torch takes: 0 for ReLU."""
    _, (expected,) = autograd(TORCH[name], np.array([0.0, -0.0]))
    np.testing.assert_allclose(ACTIVATIONS[name][1](np.array([0.0, -0.0])), expected, rtol=1e-12)


@pytest.mark.parametrize(
    ("module", "function"),
    [
        (ELUModule(alpha=0.3), lambda x: torch.nn.functional.elu(x, alpha=0.3)),
        (LeakyReLUModule(slope=0.2), lambda x: torch.nn.functional.leaky_relu(x, 0.2)),
    ],
    ids=["elu", "leaky_relu"],
)
def test_with_a_parameter(autograd, module, function):
    """The slope and the alpha that a module was made with are used in both passes."""
    x = np.linspace(-3, 3, 10).reshape(2, 5)
    dout = np.linspace(1, 2, 10).reshape(2, 5)
    value, (gradient,) = autograd(function, x, upstream=dout)
    np.testing.assert_allclose(module.forward(x), value, rtol=1e-12)
    np.testing.assert_allclose(module.backward(dout), gradient, rtol=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_instances_do_not_share(name):
    """Two modules used in turns each go back through their own latest input."""
    first, second = MODULES[name](), MODULES[name]()
    first.forward([[-1.0, 2.0]])
    second.forward([[3.0, -4.0]])
    derivative = ACTIVATIONS[name][1]
    np.testing.assert_array_equal(first.backward([[1.0, 1.0]]), derivative([[-1.0, 2.0]]))
    np.testing.assert_array_equal(second.backward([[1.0, 1.0]]), derivative([[3.0, -4.0]]))
    first.forward([[5.0, -6.0]])
    np.testing.assert_array_equal(first.backward([[1.0, 1.0]]), derivative([[5.0, -6.0]]))


@pytest.mark.parametrize("name", NAMES)
def test_backward_without_forward(name):
    """A backward pass with nothing to go back through names the module."""
    module = MODULES[name]()
    with pytest.raises(RuntimeError, match=f"{type(module).__name__}.backward needs a forward"):
        module.backward([[1.0]])
    module.forward([[1.0]])
    module.clear_cache()
    with pytest.raises(RuntimeError, match="needs a forward pass first"):
        module.backward([[1.0]])
