"""The sine-cosine graph against autograd and sympy; forward values, adjoints and slope fit together."""

from __future__ import annotations

import math

import numpy as np
import pytest
import sympy
import torch
from hypothesis import given
from hypothesis import strategies as st

from reference.exam_sin_cos import sin_cos_adjoints, sin_cos_forward, sin_cos_graph

ANGLE = st.floats(-6, 6)


def torch_graph(x, keep=None):
    """The graph as the figure has it; `keep` collects the nodes."""
    t, b = torch.sin(x), torch.cos(x)
    for layer in range(5):
        if keep is not None:
            t, b = t.clone(), b.clone()
            t.retain_grad()
            b.retain_grad()
            keep.append((t, b))
        if layer < 4:
            t, b = torch.sin(t + b), torch.cos(t + b)
    return t * b


@given(x=ANGLE)
def test_against_autograd(autograd, x):
    """Output and derivative agree with autograd."""
    y, (dydx,) = autograd(torch_graph, np.array(x))
    assert sin_cos_graph(x) == pytest.approx((float(y), float(dydx)), rel=1e-10, abs=1e-12)


def test_against_sympy():
    """The derivative at x = 1 to 15 digits, from a symbolic derivative; the sheet printed -0.02."""
    x = sympy.Symbol("x")
    s = x
    for _ in range(4):
        s = sympy.sin(s) + sympy.cos(s)
    y = sympy.sin(s) * sympy.cos(s)
    expected = [float(e.evalf(30, subs={x: 1})) for e in (y, y.diff(x))]
    assert sin_cos_graph(1.0) == pytest.approx(expected, rel=1e-13)
    assert expected[1] == pytest.approx(-0.0691856694576352, rel=1e-13)


@given(x=ANGLE)
def test_forward_values_satisfy_the_graph(x):
    """Each pair is the sine and the cosine of the sum before it; y is the last product."""
    t, b, y = sin_cos_forward(x)
    assert t.shape == b.shape == (5,)
    sums = [x, *(t + b)[:4]]
    np.testing.assert_allclose([t, b], [np.sin(sums), np.cos(sums)], rtol=1e-13)
    assert y == pytest.approx(sin_cos_graph(x).y, rel=1e-12)


@pytest.mark.parametrize("x", [1.0, -2.2, 0.3, 4.0])
def test_adjoints_against_autograd(x):
    """dy/dt_k and dy/db_k are the gradients that torch keeps at the nodes."""
    nodes: list = []
    torch_graph(torch.tensor(x, dtype=torch.float64, requires_grad=True), nodes).backward()
    t, b, _ = sin_cos_forward(x)
    adjoints = sin_cos_adjoints(t, b)
    assert adjoints.shape == (5, 2)
    expected = [[float(one.grad), float(two.grad)] for one, two in nodes]
    np.testing.assert_allclose(adjoints, expected, rtol=1e-11)


@given(x=ANGLE)
def test_first_adjoints_give_the_slope(x):
    """dy/dx = dy/dt1 cos x - dy/db1 sin x: backpropagation ends at the closed form."""
    t, b, _ = sin_cos_forward(x)
    dt1, db1 = sin_cos_adjoints(t, b)[0]
    slope = dt1 * math.cos(x) - db1 * math.sin(x)
    assert slope == pytest.approx(sin_cos_graph(x).dydx, rel=1e-9, abs=1e-11)


def test_numbers_of_the_sheet():
    """Forward values and adjoints at x = 1, as verified."""
    t, b, y = sin_cos_forward(1.0)
    assert t == pytest.approx(
        [0.841470984808, 0.982188274766, 0.920784809366, 0.966405251698, 0.9402719839], abs=1e-12
    )
    assert b == pytest.approx(
        [0.540302305868, 0.187899422331, 0.390070935653, 0.257023130262, 0.340424141761], abs=1e-12
    )
    assert y == pytest.approx(0.320091283140578, abs=1e-14)
    h1, h2, h3, h4 = sin_cos_adjoints(t, b)[:4, 0]
    expected = [0.229723986243, -0.28921970331, 0.544963524859, -0.768222807413]
    assert [h1, h2, h3, h4] == pytest.approx(expected, abs=1e-11)
