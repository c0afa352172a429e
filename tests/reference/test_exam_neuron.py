"""The sigmoid neuron against autograd, the bound as an inequality, descent step by step."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from reference.exam_neuron import (
    gradient_descent,
    gradient_norm_and_bound,
    sigmoid_neuron_gradient,
)

NUMBER = st.floats(-4, 4)


def cost(w, b, x, z):
    """J with torch's own sigmoid."""
    return 0.5 * (torch.sigmoid(w * x + b) - z) ** 2


@given(w=NUMBER, b=NUMBER, x=NUMBER, z=NUMBER)
def test_gradient_against_autograd(autograd, w, b, x, z):
    """dw and db agree with autograd for numbers of every sign."""
    _, (dw, db) = autograd(lambda w, b: cost(w, b, x, z), np.array(w), np.array(b))
    expected = (float(dw), float(db))
    assert sigmoid_neuron_gradient(w, b, x, z) == pytest.approx(expected, rel=1e-10, abs=1e-12)


def test_gradient_of_the_sheet():
    """The example of the verified answers."""
    gradient = sigmoid_neuron_gradient(0.7, -1.3, 2.5, -0.8)
    assert gradient == pytest.approx((0.838480292684, 0.335392117074), abs=1e-12)


@pytest.mark.parametrize("v", [-1000.0, 1000.0])
def test_gradient_of_a_saturated_neuron(v):
    """Nothing overflows where y is 0 or 1 to all digits; the gradient is 0 there."""
    assert sigmoid_neuron_gradient(v, 0.0, 1.0, 3.0) == (0.0, 0.0)


@given(w=NUMBER, b=NUMBER, x=st.floats(-50, 50), z=st.floats(-1e3, 1e3))
def test_norm_is_below_the_bound(w, b, x, z):
    """||grad J|| is the length of the gradient, and strictly below (1/4) sqrt(1 + x^2) (1 + |z|)."""
    norm, bound = gradient_norm_and_bound(w, b, x, z)
    assert norm == pytest.approx(np.linalg.norm(sigmoid_neuron_gradient(w, b, x, z)), rel=1e-12)
    assert bound == pytest.approx(np.sqrt(1 + x * x) * (1 + np.abs(z)) / 4, rel=1e-12)
    assert norm < bound


@pytest.mark.parametrize(("z", "y", "ratio"), [(0.0, 2 / 3, 16 / 27), (1.0, 1 / 3, 8 / 27)])
def test_best_ratio(z, y, ratio):
    """At z = 0 the bound is missed by 11/27 at best, at z = 1 by 19/27: no y comes nearer."""
    at_best = gradient_norm_and_bound(0.0, math.log(y / (1 - y)), 1.5, z)
    assert at_best.norm / at_best.bound == pytest.approx(ratio, rel=1e-12)
    for v in np.linspace(-8, 8, 401):
        norm, bound = gradient_norm_and_bound(0.0, float(v), 1.5, z)
        assert norm / bound <= ratio * (1 + 1e-12)


@given(w=NUMBER, b=NUMBER, x=NUMBER, z=NUMBER, eta=st.floats(0.01, 2), n=st.integers(0, 6))
def test_descent_against_torch_sgd(w, b, x, z, eta, n):
    """Every value of w and b is what torch's SGD gives."""
    parameters = [torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in (w, b)]
    optimiser = torch.optim.SGD(parameters, lr=eta)
    path = [[w, b]]
    for _ in range(n):
        optimiser.zero_grad()
        cost(*parameters, x, z).backward()
        optimiser.step()
        path.append([p.item() for p in parameters])
    got = gradient_descent(w, b, x, z, eta, n)
    np.testing.assert_allclose(np.transpose(got), path, rtol=1e-9, atol=1e-11)


def test_descent_of_the_sheet():
    """The example of the verified answers; both new values come from the same y."""
    w, b = gradient_descent(0.7, -1.3, 2.5, -0.8, 0.9, 3)
    assert w == pytest.approx((0.7, -0.0546322634156, -0.326293233164, -0.461115750431), abs=1e-11)
    assert b == pytest.approx((-1.3, -1.60185290537, -1.71051729327, -1.76444630017), abs=1e-11)
