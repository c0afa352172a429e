"""The two branches against autograd and differences, gates open and shut; the sheet's numbers."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st

from reference.exam_branches import branch_answers, two_branch_gradient, two_branch_sizes

SIZE = st.integers(1, 6)
SEED = st.integers(0, 2**32 - 1)


def inputs(m, n1, n2, seed):
    """v, W1, W2, g1, g2 of these sizes."""
    rng = np.random.default_rng(seed)
    shapes = ((m,), (n1, m), (n2, m), (n1,), (n2,))
    return [rng.normal(scale=1.5, size=shape) for shape in shapes]


@given(m=SIZE, n1=SIZE, n2=SIZE, seed=SEED)
def test_against_autograd(autograd, m, n1, n2, seed):
    """dz1, dz2 and dv agree with autograd for any sizes, gates open and shut."""
    v, W1, W2, g1, g2 = inputs(m, n1, n2, seed)
    assume(np.abs(W1 @ v).min() > 1e-9)
    dz1, dz2, dv = two_branch_gradient(v, W1, W2, g1, g2)
    assert (dz1.shape, dz2.shape, dv.shape) == ((n1,), (n2,), (m,))
    for got, function, start in (
        (dz1, lambda z: torch.relu(z) @ z.new_tensor(g1), W1 @ v),
        (dz2, lambda z: torch.sigmoid(z) @ z.new_tensor(g2), W2 @ v),
        (
            dv,
            lambda x: (
                torch.relu(x.new_tensor(W1) @ x) @ x.new_tensor(g1)
                + torch.sigmoid(x.new_tensor(W2) @ x) @ x.new_tensor(g2)
            ),
            v,
        ),
    ):
        _, (expected,) = autograd(function, start)
        np.testing.assert_allclose(got, expected, rtol=1e-11, atol=1e-11)


def test_finite_differences(numeric_gradient):
    """dv by its definition, at one point with gates of both kinds."""
    v, W1, W2, g1, g2 = inputs(4, 3, 5, 2)
    assert 0 < (W1 @ v > 0).sum() < 3

    def loss(x):
        return g1 @ np.maximum(W1 @ x, 0) + g2 @ (1 / (1 + np.exp(-W2 @ x)))

    _, _, dv = two_branch_gradient(v, W1, W2, g1, g2)
    np.testing.assert_allclose(dv, numeric_gradient(loss, v), atol=1e-8)


def test_numbers_of_the_sheet():
    """s2.0708: the two vectors and the sizes; +0.42, not the -0.42 that the exam prints."""
    assert branch_answers["s2.0708.a1"] == [-2, 0, 4]
    assert branch_answers["s2.0708.a2"] == pytest.approx([0.16, 0.75, 0.42], rel=1e-14)
    assert branch_answers["s2.0708.b"] == ((3, 4), (3, 4), 4)


def test_sheet_with_weights():
    """Weights that give the exam's z1 and h2 at its v lead to the sheet's two vectors."""
    v, z1 = np.array([2.0, 3.0, 5.0, 1.0]), np.array([2.0, -1.0, 3.0])
    h2 = np.array([0.2, 0.5, 0.3])
    W1, W2 = (np.outer(z, v) / (v @ v) for z in (z1, np.log(h2 / (1 - h2))))
    dz1, dz2, dv = two_branch_gradient(v, W1, W2, g1=[-2, 1, 4], g2=[1, 3, 2])
    np.testing.assert_allclose(dz1, branch_answers["s2.0708.a1"], atol=1e-12)
    np.testing.assert_allclose(dz2, branch_answers["s2.0708.a2"], atol=1e-12)
    np.testing.assert_allclose(dv, W1.T @ dz1 + W2.T @ dz2, atol=1e-12)


@given(nv=SIZE, nh=SIZE)
def test_sizes(nv, nh):
    """The sizes are those with which W v exists and the gradient has v's shape."""
    shape1, shape2, length = two_branch_sizes(nv, nh)
    v = np.ones(nv)
    assert (np.zeros(shape1) @ v).shape == (np.zeros(shape2) @ v).shape == (nh,)
    dv = two_branch_gradient(v, np.ones(shape1), np.ones(shape2), np.ones(nh), np.ones(nh)).dv
    assert dv.shape == (length,)


def test_far_out():
    """Where the sigmoid saturates its slope is 0, and nothing overflows."""
    with np.errstate(all="raise"):
        _, dz2, _ = two_branch_gradient([1.0], [[1.0]], [[-1000.0], [1000.0]], [1.0], [2.0, 3.0])
    np.testing.assert_array_equal(dz2, [0, 0])


def test_answers_cannot_be_changed():
    """The table is read-only."""
    with pytest.raises(TypeError):
        branch_answers["s2.0708.a1"] = []
