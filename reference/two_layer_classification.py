"""The two-layer network as a classifier, one point at a time: sheet items s0.1.1.2a and s0.1.1.2b.

    s1 = W1 x + b1,  a1 = tanh(s1),  s2 = W2 a1 + b2,  yt = sigma(s2)

with x (N,), s1 and a1 (D,), s2, yt and y (K,): K independent yes-or-no outputs. Imports NumPy only.

Source: sheet items s0.1.1.2a and s0.1.1.2b; C. Bishop, Pattern Recognition and Machine Learning
(2006), equations 4.88 (the derivative of sigma) and 5.59 (of tanh).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

__all__ = [
    "CrossEntropyResults",
    "SquaredErrorResults",
    "classification_bce",
    "classification_squared_error",
]


class SquaredErrorResults(NamedTuple):
    """a1 (D,), yt (K,), the loss, and its gradient by each parameter in the parameter's shape."""

    a1: np.ndarray
    yt: np.ndarray
    loss: float
    dW1: np.ndarray
    db1: np.ndarray
    dW2: np.ndarray
    db2: np.ndarray


class CrossEntropyResults(NamedTuple):
    """The loss, dC/dyt (K,), dC/ds2 (K,), and the gradient by each parameter in its shape."""

    loss: float
    dyt: np.ndarray
    ds2: np.ndarray
    dW1: np.ndarray
    db1: np.ndarray
    dW2: np.ndarray
    db2: np.ndarray


def classification_squared_error(
    x: ArrayLike, y: ArrayLike, W1: ArrayLike, b1: ArrayLike, W2: ArrayLike, b2: ArrayLike
) -> SquaredErrorResults:
    """Forward and backward pass with C = ||yt - y||^2.

    Against the regression network only the two local derivatives change:
    da1/ds1 = diag(1 - tanh^2 s1) and dyt/ds2 = diag(sigma(s2) (1 - sigma(s2))).

    Args:
        x: (N,) float64, input.
        y: (K,) float64, target.
        W1: (D, N) float64.
        b1: (D,) float64.
        W2: (K, D) float64.
        b2: (K,) float64.

    Returns:
        a1, yt, the loss, dW1, db1, dW2, db2, float64.

    Source: sheet items s0.1.1.2a.1 to .a.4.

    >>> r = classification_squared_error([1.0], [1.0], [[0.0]], [0.0], [[4.0]], [0.0])
    >>> r.a1, r.yt, r.loss
    (array([0.]), array([0.5]), 0.25)
    >>> r.dW1, r.db1, r.dW2, r.db2
    (array([[-1.]]), array([-1.]), array([[-0.]]), array([-0.25]))
    """
    x, y, W1, b1, W2, b2 = _float64(x, y, W1, b1, W2, b2)
    a1, yt = _forward(x, W1, b1, W2, b2)
    ds2 = 2.0 * (yt - y) * yt * (1.0 - yt)
    loss = float(np.sum((yt - y) ** 2))
    return SquaredErrorResults(a1, yt, loss, *_backward(ds2, x, a1, W2))


def classification_bce(
    x: ArrayLike, y: ArrayLike, W1: ArrayLike, b1: ArrayLike, W2: ArrayLike, b2: ArrayLike
) -> CrossEntropyResults:
    """Forward and backward pass with the mean binary cross entropy of the K outputs.

    C = -(1/K) sum_i [y_i log yt_i + (1 - y_i) log(1 - yt_i)], so that
    dC/dyt_i = (yt_i - y_i) / (K yt_i (1 - yt_i)), and the sigmoid's derivative cancels the
    denominator: dC/ds2 = (yt - y) / K.

    Args:
        x, W1, b1, W2, b2: as for `classification_squared_error`.
        y: (K,) float64, labels 0 or 1.

    Returns:
        The loss, dyt, ds2, dW1, db1, dW2, db2, float64.

    Source: sheet items s0.1.1.2b.1 to .b.3.

    >>> r = classification_bce([1.0], [1.0, 0.0], [[0.0]], [0.0], [[4.0], [4.0]], [0.0, 0.0])
    >>> round(r.loss, 6), r.dyt, r.ds2
    (0.693147, array([-1.,  1.]), array([-0.25,  0.25]))
    >>> r.db2
    array([-0.25,  0.25])
    """
    x, y, W1, b1, W2, b2 = _float64(x, y, W1, b1, W2, b2)
    a1, yt = _forward(x, W1, b1, W2, b2)
    loss = float(-np.mean(y * np.log(yt) + (1.0 - y) * np.log(1.0 - yt)))
    dyt = (yt - y) / (y.size * yt * (1.0 - yt))
    ds2 = (yt - y) / y.size
    return CrossEntropyResults(loss, dyt, ds2, *_backward(ds2, x, a1, W2))


def _forward(
    x: np.ndarray, W1: np.ndarray, b1: np.ndarray, W2: np.ndarray, b2: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """a1 (D,) and yt (K,)."""
    a1 = np.tanh(W1 @ x + b1)
    return a1, _sigmoid(W2 @ a1 + b2)


def _backward(
    ds2: np.ndarray, x: np.ndarray, a1: np.ndarray, W2: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """dW1, db1, dW2, db2 from dC/ds2, which is all that differs between the losses."""
    ds1 = (W2.T @ ds2) * (1.0 - a1**2)
    return np.outer(ds1, x), ds1, np.outer(ds2, a1), ds2.copy()


def _sigmoid(s: np.ndarray) -> np.ndarray:
    """1 / (1 + exp(-s)) without overflow: sigma(s) = (1 + tanh(s / 2)) / 2."""
    return 0.5 * (1.0 + np.tanh(0.5 * s))


def _float64(*values: ArrayLike) -> list[np.ndarray]:
    return [np.asarray(value, dtype=np.float64) for value in values]
