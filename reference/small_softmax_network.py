"""A network of one hidden layer for one sample, by its local derivatives: items s1.Q1b and s1.Q3.

    k = x W + b,  h = sigmoid(k),  s = h V + c,  o = softmax(s),  l = -log o_c

x (D,), W (D, H), b (H,), V (H, K), c (K,): weights are (in, out), as drawn on the sheet. Imports
NumPy and the reference's own files only.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from reference.activations import sigmoid, sigmoid_derivative
from reference.softmax import log_softmax, softmax
from reference.softmax_gradients import softmax_jacobian

__all__ = [
    "SmallForward",
    "SmallGradients",
    "nll_gradient",
    "small_softmax_forward",
    "small_softmax_network",
]


class SmallForward(NamedTuple):
    """Every value of the forward pass of one sample."""

    k: np.ndarray
    """(H,) float64, input of the hidden units."""
    h: np.ndarray
    """(H,) float64, between 0 and 1."""
    s: np.ndarray
    """(K,) float64, the logits."""
    o: np.ndarray
    """(K,) float64, probabilities."""


class SmallGradients(NamedTuple):
    """The loss, and its gradient by each parameter in the parameter's shape."""

    loss: float
    dW: np.ndarray
    db: np.ndarray
    dV: np.ndarray
    dc: np.ndarray


def nll_gradient(y: ArrayLike, c: int) -> np.ndarray:
    """dl/dy of l = -log y_c: -1/y_c at place c, 0 everywhere else.

    Args:
        y: (n,) float64, probabilities, y_c > 0.
        c: class of the sample, counted from 0.

    Returns:
        (n,) float64.

    Source: sheet items s1.Q1b.1 (j = c) and s1.Q1b.2 (j != c).

    >>> nll_gradient([0.5, 0.25, 0.25], 1)
    array([ 0., -4.,  0.])
    """
    y = np.asarray(y, dtype=np.float64)
    gradient = np.zeros_like(y)
    gradient[c] = -1.0 / y[c]
    return gradient


def small_softmax_forward(
    x: ArrayLike, W: ArrayLike, b: ArrayLike, V: ArrayLike, c: ArrayLike
) -> SmallForward:
    """Forward pass of one sample.

    Args:
        x: (D,) float64.
        W: (D, H) float64.
        b: (H,) float64.
        V: (H, K) float64.
        c: (K,) float64.

    Returns:
        k and h (H,), s and o (K,).

    Source: sheet item s1.Q3.forward.

    >>> small_softmax_forward([1.0], [[0.0]], [0.0], [[2.0, 2.0]], [1.0, 1.0]).o
    array([0.5, 0.5])
    """
    x, W, b, V, c = (np.asarray(a, dtype=np.float64) for a in (x, W, b, V, c))
    k = x @ W + b
    h = sigmoid(k)
    s = h @ V + c
    return SmallForward(k, h, s, softmax(s))


def small_softmax_network(
    x: ArrayLike, t: ArrayLike, W: ArrayLike, b: ArrayLike, V: ArrayLike, c: ArrayLike
) -> SmallGradients:
    """Loss and gradients of one sample, each step by its local derivative.

    dl/ds is the softmax's Jacobian times dl/do, as question 2 has it; where o_c has underflowed to
    0 its closed form o - t takes over, which is the limit.

    Args:
        x: (D,) float64.
        t: (K,) one-hot.
        W: (D, H) float64.
        b: (H,) float64.
        V: (H, K) float64.
        c: (K,) float64.

    Returns:
        loss: natural logarithm.
        dW: (D, H), db: (H,), dV: (H, K), dc: (K,), all float64.

    Source: sheet items s1.Q3.loss, .dW, .db, .dV, .dc.

    >>> small_softmax_network([1.0], [1, 0], [[0.0]], [0.0], [[2.0, 2.0]], [1.0, 1.0]).dc
    array([-0.5,  0.5])
    """
    k, h, s, o = small_softmax_forward(x, W, b, V, c)
    x, t, V = (np.asarray(a, dtype=np.float64) for a in (x, t, V))
    true = int(t.argmax())
    ds = softmax_jacobian(s).T @ nll_gradient(o, true) if o[true] > 1e-150 else o - t
    dk = (V @ ds) * sigmoid_derivative(k)
    return SmallGradients(
        loss=float(-log_softmax(s)[true]),
        dW=np.outer(x, dk),
        db=dk,
        dV=np.outer(h, ds),
        dc=ds,
    )
