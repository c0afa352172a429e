"""The softmax against torch, by its identities, and at logits where a careless one breaks."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from reference.softmax import SoftMaxModule, log_softmax, softmax, softmax_backward

SIZE = st.integers(1, 7)
SEED = st.integers(0, 2**32 - 1)


@given(samples=SIZE, classes=SIZE, seed=SEED)
def test_against_autograd(autograd, samples, classes, seed):
    """s4.2c.i: values and gradients for functions and module."""
    rng = np.random.default_rng(seed)
    x, dout = rng.normal(size=(samples, classes), scale=4), rng.normal(size=(samples, classes))
    value, (gradient,) = autograd(lambda z: torch.softmax(z, 1), x, upstream=dout)
    module = SoftMaxModule()
    for got, expected in (
        (softmax(x), value),
        (np.exp(log_softmax(x)), value),
        (softmax_backward(value, dout), gradient),
        (module.forward(x), value),
        (module.backward(dout), gradient),
    ):
        assert got.dtype == np.float64
        np.testing.assert_allclose(got, expected, rtol=1e-11, atol=1e-13)


@given(samples=SIZE, classes=SIZE, shift=st.floats(-100, 100), seed=SEED)
def test_identities(samples, classes, shift, seed):
    """Rows sum to 1; adding a number to a row changes nothing; gradients of a row sum to 0."""
    rng = np.random.default_rng(seed)
    x, dout = rng.normal(size=(samples, classes)), rng.normal(size=(samples, classes))
    y = softmax(x)
    np.testing.assert_allclose(y.sum(axis=1), 1.0, rtol=1e-13)
    np.testing.assert_allclose(softmax(x + shift), y, rtol=1e-11)
    np.testing.assert_allclose(softmax_backward(y, dout).sum(axis=1), 0.0, atol=1e-13)
    np.testing.assert_allclose(softmax_backward(y, np.full_like(y, 3.0)), 0.0, atol=1e-13)


def test_closed_form_of_the_sheet():
    """[G * Y] - [((G * Y) 1)] * Y with the all-ones matrix is the same function."""
    rng = np.random.default_rng(1)
    y, dout = softmax(rng.normal(size=(4, 3))), rng.normal(size=(4, 3))
    expected = dout * y - ((dout * y) @ np.ones((3, 3))) * y
    np.testing.assert_allclose(softmax_backward(y, dout), expected, rtol=1e-12, atol=1e-14)


def test_finite_differences(numeric_gradient):
    """The gradient of sum(G * softmax(X)) by X, by its definition."""
    rng = np.random.default_rng(2)
    x, dout = rng.normal(size=(3, 4)), rng.normal(size=(3, 4))
    expected = numeric_gradient(lambda a: np.sum(dout * softmax(a)), x)
    np.testing.assert_allclose(softmax_backward(softmax(x), dout), expected, atol=1e-9)


def test_extreme_logits(autograd):
    """Rows near +1000, near -1000 and far apart, in one batch, as torch has them."""
    x = np.array([[1000, 999, 998], [-1000, -1001, -1003], [0, 1e5, -1e5], [1e300, -1e300, 0]])
    value, _ = autograd(lambda z: torch.softmax(z, 1), x)
    logs, _ = autograd(lambda z: torch.log_softmax(z, 1), x)
    np.testing.assert_allclose(softmax(x), value, rtol=1e-12)
    np.testing.assert_allclose(log_softmax(x), logs, rtol=1e-12)
    # facts of the exam exercise s2.0207, the same function
    np.testing.assert_allclose(softmax(x)[0], [0.665240955775, 0.244728471055, 0.0900305731704])


def test_backward_without_forward():
    """A backward pass with nothing to go back through says so, also after clear_cache."""
    module = SoftMaxModule()
    with pytest.raises(RuntimeError, match=r"SoftMaxModule\.backward needs a forward pass first"):
        module.backward([[1.0]])
    module.forward([[1.0]])
    module.clear_cache()
    with pytest.raises(RuntimeError, match="needs a forward pass first"):
        module.backward([[1.0]])
