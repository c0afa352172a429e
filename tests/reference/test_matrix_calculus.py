"""The four matrix gradients against autograd, their definition and the sheet's numbers."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from reference.matrix_calculus import (
    norm_gradient,
    quadratic_form_gradient,
    trace_gradient,
    trace_product_gradient,
)

SIZE = st.integers(1, 7)
SEED = st.integers(0, 2**32 - 1)


@given(n=SIZE, seed=SEED)
def test_quadratic_form(autograd, n, seed):
    """x^T B x: the gradient by x agrees with autograd for any B, symmetric or not."""
    rng = np.random.default_rng(seed)
    x, B = rng.normal(size=n), rng.normal(size=(n, n))
    _, (expected,) = autograd(lambda v: v @ torch.tensor(B) @ v, x)
    np.testing.assert_allclose(quadratic_form_gradient(x, B), expected, rtol=1e-12, atol=1e-12)


@given(n=SIZE, m=SIZE, p=SIZE, seed=SEED)
def test_trace_product(autograd, n, m, p, seed):
    """tr(V X W): the gradient by X agrees with autograd and has the shape of X."""
    rng = np.random.default_rng(seed)
    V, X, W = rng.normal(size=(n, m)), rng.normal(size=(m, p)), rng.normal(size=(p, n))
    _, (expected,) = autograd(lambda Z: torch.trace(torch.tensor(V) @ Z @ torch.tensor(W)), X)
    got = trace_product_gradient(V, X, W)
    assert got.shape == (m, p)
    np.testing.assert_allclose(got, expected, rtol=1e-12, atol=1e-12)


@given(n=SIZE, seed=SEED)
def test_norm(autograd, n, seed):
    """||w||: the gradient agrees with autograd, has length 1 and does not see the scale of w."""
    w = np.random.default_rng(seed).normal(size=n)
    _, (expected,) = autograd(torch.linalg.vector_norm, w)
    got = norm_gradient(w)
    np.testing.assert_allclose(got, expected, rtol=1e-12, atol=1e-12)
    assert np.linalg.norm(got) == pytest.approx(1.0, rel=1e-12)
    for scale in (1e-300, 1e300):
        np.testing.assert_allclose(norm_gradient(scale * w), got, rtol=1e-9)


@given(n=SIZE, seed=SEED)
def test_trace(autograd, n, seed):
    """tr(S): the gradient agrees with autograd."""
    S = np.random.default_rng(seed).normal(size=(n, n))
    _, (expected,) = autograd(torch.trace, S)
    np.testing.assert_array_equal(trace_gradient(S), expected)


def test_finite_differences(numeric_gradient):
    """The same gradients by their definition, at one point of odd shape."""
    rng = np.random.default_rng(3)
    x, B = rng.normal(size=5), rng.normal(size=(5, 5))
    V, X, W = rng.normal(size=(2, 3)), rng.normal(size=(3, 4)), rng.normal(size=(4, 2))
    pairs = [
        (quadratic_form_gradient(x, B), numeric_gradient(lambda v: v @ B @ v, x)),
        (trace_product_gradient(V, X, W), numeric_gradient(lambda Z: np.trace(V @ Z @ W), X)),
        (norm_gradient(x), numeric_gradient(np.linalg.norm, x)),
        (trace_gradient(B), numeric_gradient(np.trace, B)),
    ]
    for got, expected in pairs:
        np.testing.assert_allclose(got, expected, atol=1e-8)


def test_numbers_of_the_sheet():
    """s4.1a, s4.1b, s4.1c: the worked examples."""
    np.testing.assert_array_equal(quadratic_form_gradient([5, 6], [[1, 2], [3, 4]]), [40, 73])
    np.testing.assert_array_equal(
        trace_product_gradient([[1, 2, 3], [4, 5, 6]], np.zeros((3, 2)), [[1, 0], [2, -1]]),
        [[1, -2], [2, -1], [3, 0]],
    )
    np.testing.assert_allclose(  # 3/13, -4/13, 12/13
        norm_gradient([3, -4, 12]), [0.230769230769, -0.307692307692, 0.923076923077], atol=1e-12
    )


def test_norm_at_its_kink(autograd):
    """At w = 0 the answer is zero, the subgradient that torch gives."""
    _, (expected,) = autograd(torch.linalg.vector_norm, np.zeros(3))
    np.testing.assert_array_equal(norm_gradient(np.zeros(3)), expected)


def test_shapes_that_do_not_fit():
    """An X that cannot stand between V and W is named, with the shape it should have."""
    with pytest.raises(ValueError, match=r"X has shape \(2, 3\).*need it to be \(3, 2\)"):
        trace_product_gradient(np.ones((4, 3)), np.ones((2, 3)), np.ones((2, 4)))
