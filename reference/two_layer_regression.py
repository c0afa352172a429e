"""A two-layer regression network, one point at a time and as an SGD step: sheet items s0.1.1.1.

    s1 = W1 x + b1,  a1 = 5 ReLU(s1),  s2 = W2 a1 + b2,  yt = s2,  C = ||yt - y||^2

with x (N,), s1 and a1 (D,), s2, yt and y (K,). Jacobians are in numerator layout: the entry [i, j] of
du/dv is du_i/dv_j. Imports NumPy only.

Source: sheet items s0.1.1.1a to s0.1.1.1d; the chain rule as in I. Goodfellow, Y. Bengio,
A. Courville, Deep Learning (2016), section 6.5.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

__all__ = [
    "LocalJacobians",
    "OuterJacobians",
    "RegressionForward",
    "RegressionGradients",
    "RegressionParameters",
    "forward_regression",
    "gradients_regression",
    "jacobians_regression",
    "local_jacobians",
    "sgd_step_regression",
]

SLOPE = 5.0
"""Of the hidden activation, 5 ReLU."""


class RegressionForward(NamedTuple):
    """Inputs and outputs of the layers: s1 (D,), a1 (D,), s2 (K,), yt (K,), loss."""

    s1: np.ndarray
    a1: np.ndarray
    s2: np.ndarray
    yt: np.ndarray
    loss: float


class RegressionGradients(NamedTuple):
    """The gradient of the loss by each parameter, in the parameter's shape."""

    dW1: np.ndarray
    db1: np.ndarray
    dW2: np.ndarray
    db2: np.ndarray


class RegressionParameters(NamedTuple):
    """W1 (D, N), b1 (D,), W2 (K, D), b2 (K,)."""

    W1: np.ndarray
    b1: np.ndarray
    W2: np.ndarray
    b2: np.ndarray


class LocalJacobians(NamedTuple):
    """Derivatives of the linear layers, each by its own inputs and parameters."""

    ds2_da1: np.ndarray
    ds2_dW2: np.ndarray
    ds2_db2: np.ndarray
    ds1_dW1: np.ndarray
    ds1_db1: np.ndarray


class OuterJacobians(NamedTuple):
    """Ja = da1/ds1 (D, D), Jy = dyt/ds2 (K, K), g = dC/dyt (K,)."""

    Ja: np.ndarray
    Jy: np.ndarray
    g: np.ndarray


def forward_regression(
    x: ArrayLike, y: ArrayLike, W1: ArrayLike, b1: ArrayLike, W2: ArrayLike, b2: ArrayLike
) -> RegressionForward:
    """The forward pass of one point.

    Args:
        x: (N,) float64, input.
        y: (K,) float64, target.
        W1: (D, N) float64.
        b1: (D,) float64.
        W2: (K, D) float64.
        b2: (K,) float64.

    Returns:
        s1 (D,), a1 (D,), s2 (K,), yt (K,) and the loss, all float64.

    Source: sheet item s0.1.1.1b.

    >>> f = forward_regression([2.0], [1.0], [[1.0], [-1.0]], [0.5, 0.0], [[2.0, 3.0]], [-4.0])
    >>> f.s1, f.a1, f.yt, f.loss
    (array([ 2.5, -2. ]), array([12.5,  0. ]), array([21.]), 400.0)
    """
    x, y, W1, b1, W2, b2 = _float64(x, y, W1, b1, W2, b2)
    s1 = W1 @ x + b1
    a1 = SLOPE * np.maximum(s1, 0.0)
    s2 = W2 @ a1 + b2
    return RegressionForward(s1, a1, s2, s2.copy(), float(np.sum((s2 - y) ** 2)))


def jacobians_regression(
    s1: ArrayLike, s2: ArrayLike, yt: ArrayLike, y: ArrayLike
) -> OuterJacobians:
    """The derivatives of the two activations and of the loss.

    Args:
        s1: (D,) float64; at exactly 0 the derivative is taken as 0.
        s2: (K,) float64.
        yt: (K,) float64, the output; equal to s2 in this network.
        y: (K,) float64, target.

    Returns:
        Ja = diag(5 [s1 > 0]) (D, D), Jy = I (K, K), g = 2 (yt - y) (K,).

    Source: sheet items s0.1.1.1c.1, .c.2, .c.6 and s0.1.1.1d.1 to .d.3.

    >>> Ja, Jy, g = jacobians_regression([-1.0, 2.0], [0.5], [0.5], [2.0])
    >>> Ja.tolist(), Jy.tolist(), g.tolist()
    ([[0.0, 0.0], [0.0, 5.0]], [[1.0]], [-3.0])
    """
    s1, s2, yt, y = _float64(s1, s2, yt, y)
    return OuterJacobians(
        Ja=np.diag(np.where(s1 > 0, SLOPE, 0.0)), Jy=np.eye(s2.size), g=2.0 * (yt - y)
    )


def local_jacobians(x: ArrayLike, a1: ArrayLike, W2: ArrayLike) -> LocalJacobians:
    """The derivatives of s2 = W2 a1 + b2 and of s1 = W1 x + b1.

    Only row k of a weight matrix reaches output k: ds_k/dW_ij = delta_ki (input)_j.

    Args:
        x: (N,) float64, input of the first layer.
        a1: (D,) float64, input of the second layer.
        W2: (K, D) float64.

    Returns:
        ds2_da1 (K, D), ds2_dW2 (K, K, D), ds2_db2 (K, K), ds1_dW1 (D, D, N), ds1_db1 (D, D).
        With its last two axes flattened row by row, ds2_dW2 is the block matrix I_K kron a1^T.

    Source: sheet items s0.1.1.1c.3, .c.4, .c.5, .c.7, .c.8.

    >>> j = local_jacobians([7.0], [2.0, 3.0], [[4.0, 5.0]])
    >>> j.ds2_da1.tolist(), j.ds2_dW2.tolist(), j.ds1_dW1.tolist()
    ([[4.0, 5.0]], [[[2.0, 3.0]]], [[[7.0], [0.0]], [[0.0], [7.0]]])
    """
    x, a1, W2 = _float64(x, a1, W2)
    K, D = W2.shape
    return LocalJacobians(
        ds2_da1=W2.copy(),
        ds2_dW2=np.multiply.outer(np.eye(K), a1),
        ds2_db2=np.eye(K),
        ds1_dW1=np.multiply.outer(np.eye(D), x),
        ds1_db1=np.eye(D),
    )


def gradients_regression(
    x: ArrayLike, y: ArrayLike, W1: ArrayLike, b1: ArrayLike, W2: ArrayLike, b2: ArrayLike
) -> RegressionGradients:
    """The backward pass of one point.

    With e = dC/ds2 = 2 (yt - y) and d = dC/ds1 = 5 [s1 > 0] * (W2^T e): a bias gets what arrives
    at its layer, a weight matrix the outer product of that with the layer's input.

    Args:
        x, y, W1, b1, W2, b2: as for `forward_regression`.

    Returns:
        dW1 (D, N), db1 (D,), dW2 (K, D), db2 (K,), float64.

    Source: sheet item s0.1.1.1c.9.

    >>> g = gradients_regression([2.0], [20.0], [[1.0], [-1.0]], [0.5, 0.0], [[2.0, 3.0]], [-4.0])
    >>> g.dW1.tolist(), g.db1.tolist(), g.dW2.tolist(), g.db2.tolist()
    ([[40.0], [0.0]], [20.0, 0.0], [[25.0, 0.0]], [2.0])
    """
    x, y, W1, b1, W2, b2 = _float64(x, y, W1, b1, W2, b2)
    pre = W1 @ x + b1
    a1 = SLOPE * np.maximum(pre, 0.0)
    e = 2.0 * (W2 @ a1 + b2 - y)
    d = np.where(pre > 0, SLOPE, 0.0) * (W2.T @ e)
    return RegressionGradients(dW1=np.outer(d, x), db1=d, dW2=np.outer(e, a1), db2=e)


def sgd_step_regression(
    X: ArrayLike,
    Y: ArrayLike,
    W1: ArrayLike,
    b1: ArrayLike,
    W2: ArrayLike,
    b2: ArrayLike,
    lr: float,
) -> RegressionParameters:
    """One step of gradient descent on the mean over the batch of ||yt - y||^2.

    Args:
        X: (S, N) float64, one sample a row.
        Y: (S, K) float64.
        W1, b1, W2, b2: as for `forward_regression`; they stay as they are.
        lr: the learning rate.

    Returns:
        The parameters after the step: p - lr dL/dp for all four, all at the old parameters.

    Source: sheet item s0.1.1.1a.

    >>> p = sgd_step_regression([[1.0], [3.0]], [[0.0], [0.0]], [[0.2]], [0.0], [[1.0]], [0.0], 0.01)
    >>> [value.round(6).tolist() for value in p]
    [[[-0.3]], [-0.2], [[0.9]], [-0.04]]
    """
    X, Y, *parameters = _float64(X, Y, W1, b1, W2, b2)
    each = [gradients_regression(x, y, *parameters) for x, y in zip(X, Y, strict=True)]
    mean = (np.mean(per_sample, axis=0) for per_sample in zip(*each, strict=True))
    return RegressionParameters(*(p - lr * g for p, g in zip(parameters, mean, strict=True)))


def _float64(*values: ArrayLike) -> list[np.ndarray]:
    return [np.asarray(value, dtype=np.float64) for value in values]
