"""Categorical cross entropy, from probabilities or straight from logits: sheet item s4.2c.ii.

Targets T are integer labels (S,) or one row of class probabilities a sample (S, N), usually
one-hot. Imports NumPy and the softmax only.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from reference.softmax import log_softmax

__all__ = [
    "CrossEntropyModule",
    "cross_entropy",
    "cross_entropy_backward",
    "one_hot",
    "softmax_cross_entropy",
]

_TINY = float(np.finfo(np.float64).tiny)
"""The smallest normal float64, about 2.2e-308: stands in for probabilities that rounded to 0.

A softmax underflows to exactly 0 for logits 746 below the largest. -log(0) would be infinite and
0 * (1/0) in the backward pass NaN; with this floor the loss of such a sample is 708 and 1/p stays
finite. It is far below any probability that matters, so nothing else changes. An epsilon such as
1e-12, added inside the logarithm, would bend the loss of every sample.
"""


def one_hot(t: ArrayLike, n_classes: int) -> np.ndarray:
    """Rows of class probabilities from labels, or from such rows themselves.

    The width comes from the network's output, never from max(t) + 1: a batch need not contain
    the last class.

    Args:
        t: (S,) integers in 0 .. n_classes - 1, or (S, n_classes), returned as float64.
        n_classes: N.

    Returns:
        (S, N) float64.

    Raises:
        ValueError: a label outside the range, or a shape that is neither of the two.

    Source: sheet item s4.2c.ii, the matrix T.

    >>> one_hot([2, 0], n_classes=3)
    array([[0., 0., 1.],
           [1., 0., 0.]])
    """
    t = np.asarray(t)
    if t.ndim == 2 and t.shape[1] == n_classes:
        return t.astype(np.float64)
    if t.ndim != 1 or not np.issubdtype(t.dtype, np.integer):
        raise ValueError(
            f"targets have shape {t.shape} and type {t.dtype}: give integer labels (S,) "
            f"or rows of probabilities (S, {n_classes})"
        )
    if t.size and not (0 <= t.min() and t.max() < n_classes):
        raise ValueError(
            f"labels run from {t.min()} to {t.max()}: they must lie in 0 to {n_classes - 1}"
        )
    rows = np.zeros((t.size, n_classes))
    rows[np.arange(t.size), t] = 1.0
    return rows


def cross_entropy(p: ArrayLike, t: ArrayLike) -> float:
    """L = -(1/S) sum_ik T_ik log P_ik, the mean over samples.

    Args:
        p: (S, N) float64, each row non-negative with sum 1.
        t: (S,) integer labels or (S, N) probabilities.

    Returns:
        The mean loss in nats.

    Raises:
        ValueError: see `one_hot`.

    Source: sheet item s4.2c.ii.

    >>> round(cross_entropy([[1.0, 0.0], [0.5, 0.5]], [0, 1]), 6)  # log(2) / 2
    0.346574
    """
    p = np.asarray(p, dtype=np.float64)
    t = one_hot(t, p.shape[1])
    return float(-(t * np.log(np.maximum(p, _TINY))).sum() / p.shape[0])


def cross_entropy_backward(p: ArrayLike, t: ArrayLike) -> np.ndarray:
    """dL/dP = -(1/S) T / P, element by element; zero wherever T is zero.

    Args:
        p: (S, N) float64.
        t: (S,) integer labels or (S, N) probabilities.

    Returns:
        (S, N) float64.

    Raises:
        ValueError: see `one_hot`.

    Source: sheet item s4.2c.ii.

    >>> cross_entropy_backward([[0.5, 0.5], [0.25, 0.75]], [0, 0])
    array([[-1., -0.],
           [-2., -0.]])
    """
    p = np.asarray(p, dtype=np.float64)
    t = one_hot(t, p.shape[1])
    return -t / np.maximum(p, _TINY) / p.shape[0]


def softmax_cross_entropy(logits: ArrayLike, t: ArrayLike) -> tuple[float, np.ndarray]:
    """The mean cross entropy of softmax(logits), and its gradient by the logits: (P - T) / S.

    The same numbers as `softmax` followed by `cross_entropy`, and right as well where a
    probability underflows: the logarithm never sees it.

    Args:
        logits: (S, N) float64.
        t: (S,) integer labels or (S, N) probabilities with rows that sum to 1.

    Returns:
        The mean loss, and dL/dlogits (S, N) float64.

    Raises:
        ValueError: see `one_hot`.

    Source: Bishop, Pattern Recognition and Machine Learning (2006), equations 4.108 and 4.109.

    >>> loss, gradient = softmax_cross_entropy([[0.0, -2000.0]], [1])
    >>> loss
    2000.0
    >>> gradient
    array([[ 1., -1.]])
    """
    log_p = log_softmax(logits)
    t = one_hot(t, log_p.shape[1])
    samples = log_p.shape[0]
    return float(-(t * log_p).sum() / samples), (np.exp(log_p) - t) / samples


class CrossEntropyModule:
    """Mean cross entropy as a module; it keeps nothing between the two passes.

    >>> module = CrossEntropyModule()
    >>> round(module.forward(np.array([[0.5, 0.5]]), [1]), 6)  # log(2)
    0.693147
    >>> module.backward(np.array([[0.5, 0.5]]), [1])
    array([[-0., -2.]])
    """

    def forward(self, x: ArrayLike, y: ArrayLike) -> float:
        """Probabilities x (S, N), targets y (S,) or (S, N) -> the mean loss."""
        return cross_entropy(x, y)

    def backward(self, x: ArrayLike, y: ArrayLike) -> np.ndarray:
        """Probabilities x (S, N), targets y (S,) or (S, N) -> dL/dx (S, N)."""
        return cross_entropy_backward(x, y)
