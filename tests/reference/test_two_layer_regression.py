"""The two-layer regression network against torch, finite differences and sympy."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
import torch
from hypothesis import given
from hypothesis import strategies as st

from reference.two_layer_regression import (
    forward_regression,
    gradients_regression,
    jacobians_regression,
    local_jacobians,
    sgd_step_regression,
)

SIZE = st.integers(1, 6)
SEED = st.integers(0, 2**32 - 1)


def draw(seed, N, D, K):
    """x, y, W1, b1, W2, b2 with every hidden unit at least 1e-3 from the kink."""
    rng = np.random.default_rng(seed)
    while True:
        x, y, b1, b2 = (rng.normal(size=n) for n in (N, K, D, K))
        W1, W2 = rng.normal(size=(D, N)), rng.normal(size=(K, D))
        if np.abs(W1 @ x + b1).min() > 1e-3:
            return x, y, W1, b1, W2, b2


def torch_layers(x, W1, b1, W2, b2):
    """s1, a1, s2 and yt with torch's own operations."""
    s1 = torch.nn.functional.linear(x, W1, b1)
    a1 = 5 * torch.relu(s1)
    s2 = torch.nn.functional.linear(a1, W2, b2)
    return s1, a1, s2, s2


def torch_loss(x, y, W1, b1, W2, b2):
    """||yt - y||^2."""
    return ((torch_layers(x, W1, b1, W2, b2)[-1] - y) ** 2).sum()


@given(N=SIZE, D=SIZE, K=SIZE, seed=SEED)
def test_against_autograd(autograd, N, D, K, seed):
    """Every layer, the loss and all four gradients agree with torch, in the shapes stated."""
    point = draw(seed, N, D, K)
    x, _, *parameters = map(torch.tensor, point)
    loss, (_, _, *gradients) = autograd(torch_loss, *point)
    got = forward_regression(*point)
    for mine, expected in zip(got[:4], torch_layers(x, *parameters), strict=True):
        np.testing.assert_allclose(mine, expected.numpy(), rtol=1e-12, atol=1e-12)
    assert got.loss == pytest.approx(float(loss), rel=1e-12)
    assert [np.shape(part) for part in got] == [(D,), (D,), (K,), (K,), ()]
    for mine, expected in zip(gradients_regression(*point), gradients, strict=True):
        assert mine.shape == expected.shape
        np.testing.assert_allclose(mine, expected, rtol=1e-9, atol=1e-9)


def test_finite_differences(numeric_gradient):
    """The gradient of the loss by each parameter, by its definition."""
    point = list(draw(3, 3, 5, 4))
    for n, mine in enumerate(gradients_regression(*point), start=2):

        def loss(value, n=n):
            return forward_regression(*point[:n], value, *point[n + 1 :]).loss

        np.testing.assert_allclose(mine, numeric_gradient(loss, point[n]), rtol=1e-6, atol=1e-6)


@given(N=SIZE, D=SIZE, K=SIZE, seed=SEED)
def test_local_jacobians_against_torch(N, D, K, seed):
    """Each derivative of a linear layer is torch's Jacobian, axis by axis."""
    x, _, W1, b1, W2, b2 = map(torch.tensor, draw(seed, N, D, K))
    a1 = torch.tensor(np.random.default_rng(seed).normal(size=D))
    linear, jacobian = torch.nn.functional.linear, torch.autograd.functional.jacobian
    expected = (
        *jacobian(linear, (a1, W2, b2)),
        *jacobian(linear, (x, W1, b1))[1:],
    )
    for mine, right in zip(local_jacobians(x, a1, W2), expected, strict=True):
        np.testing.assert_allclose(mine, right.numpy(), rtol=0, atol=1e-15)


def test_block_matrices():
    """Flattened row by row, the derivatives by a weight are the block matrices of the sheet."""
    x, a1 = np.array([1.5, -2.0, 0.5]), np.array([0.5, 3.0])
    got = local_jacobians(x, a1, np.ones((4, 2)))
    np.testing.assert_array_equal(got.ds2_dW2.reshape(4, 8), np.kron(np.eye(4), a1))
    np.testing.assert_array_equal(got.ds1_dW1.reshape(2, 6), np.kron(np.eye(2), x))


@given(D=SIZE, K=SIZE, seed=SEED)
def test_outer_jacobians_against_torch(D, K, seed):
    """The derivatives of 5 ReLU, of the identity and of the squared distance."""
    rng = np.random.default_rng(seed)
    s1, s2, y = (torch.tensor(rng.normal(size=n)) for n in (D, K, K))
    jacobian = torch.autograd.functional.jacobian
    expected = (
        jacobian(lambda s: 5 * torch.relu(s), s1),
        jacobian(lambda s: s * 1, s2),
        jacobian(lambda yt: ((yt - y) ** 2).sum(), s2),
    )
    for mine, right in zip(jacobians_regression(s1, s2, s2, y), expected, strict=True):
        np.testing.assert_allclose(mine, right.numpy(), rtol=1e-14, atol=1e-14)


def test_slope_of_the_squared_distance_by_sympy():
    """dC/dyt_j = 2 (yt_j - y_j) as sympy derives it, with the column's index j in every column."""
    yt, y = sympy.symbols("t0:4"), sympy.symbols("y0:4")
    C = sum((a - b) ** 2 for a, b in zip(yt, y, strict=True))
    at = dict(zip(yt + y, (0.5, -1.25, 2.0, 3.5, 1.0, 0.25, -0.75, 4.0), strict=True))
    expected = [float(sympy.diff(C, symbol).subs(at)) for symbol in yt]
    values = np.array([float(v) for v in at.values()])
    assert jacobians_regression([1.0], values[:4], values[:4], values[4:]).g.tolist() == expected


def test_jacobians_multiply_to_the_gradient():
    """Backpropagation is the product of the local Jacobians: g Jy ds2/da1 Ja ds1/dW1, and so on."""
    point = draw(11, 3, 5, 4)
    forward, expected = forward_regression(*point), gradients_regression(*point)
    Ja, Jy, g = jacobians_regression(forward.s1, forward.s2, forward.yt, point[1])
    local = local_jacobians(point[0], forward.a1, point[4])
    at_s2 = g @ Jy
    at_s1 = at_s2 @ local.ds2_da1 @ Ja
    products = (
        np.einsum("k,kij->ij", at_s1, local.ds1_dW1),
        at_s1 @ local.ds1_db1,
        np.einsum("k,kij->ij", at_s2, local.ds2_dW2),
        at_s2 @ local.ds2_db2,
    )
    for product, right in zip(products, expected, strict=True):
        np.testing.assert_allclose(product, right, rtol=1e-12, atol=1e-13)


def test_gate_at_the_kink():
    """At exactly 0 the derivative is 0, as torch has it."""
    s1 = torch.tensor([-1.0, 0.0, 2.0], requires_grad=True)
    (5 * torch.relu(s1)).sum().backward()
    diagonal = np.diag(jacobians_regression(s1.detach(), [0.0], [0.0], [0.0]).Ja)
    assert diagonal.tolist() == s1.grad.tolist() == [0.0, 0.0, 5.0]


@pytest.mark.parametrize("S", [1, 2, 7])
def test_two_steps_against_torch(S):
    """Two steps on different batches are torch's SGD steps on the mean over the batch."""
    rng = np.random.default_rng(S)
    _, _, *parameters = draw(S, 3, 5, 4)
    tensors = [torch.nn.Parameter(torch.tensor(p)) for p in parameters]
    optimiser = torch.optim.SGD(tensors, lr=0.003)
    for _ in range(2):
        X, Y = rng.normal(size=(S, 3)), rng.normal(size=(S, 4))
        before = [p.copy() for p in parameters]
        after = sgd_step_regression(X, Y, *parameters, 0.003)
        for old, kept in zip(before, parameters, strict=True):
            np.testing.assert_array_equal(old, kept)
        parameters = list(after)
        optimiser.zero_grad()
        yt = torch_layers(torch.tensor(X), *tensors)[-1]
        ((yt - torch.tensor(Y)) ** 2).sum(dim=1).mean().backward()
        optimiser.step()
        for mine, right in zip(parameters, tensors, strict=True):
            np.testing.assert_allclose(mine, right.detach().numpy(), rtol=1e-10, atol=1e-12)
