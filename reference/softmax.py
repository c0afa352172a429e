"""Softmax over rows and the gradient through it: sheet item s4.2c.i. Imports NumPy only.

Source: C. Bishop, Pattern Recognition and Machine Learning (2006), equations 4.104 and 4.106.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

__all__ = ["SoftMaxModule", "log_softmax", "softmax", "softmax_backward"]


def _below_the_maximum(x: ArrayLike) -> np.ndarray:
    """x minus the maximum of each row: softmax is the same, and exp cannot overflow.

    Each row has its own maximum. With one maximum for the whole batch a row far below it would
    become 0/0.
    """
    x = np.asarray(x, dtype=np.float64)
    return x - x.max(axis=-1, keepdims=True)


def softmax(x: ArrayLike) -> np.ndarray:
    """Y_ij = exp(X_ij) / sum_k exp(X_ik), over the last axis.

    Args:
        x: (..., N) float64, finite; N at least 1.

    Returns:
        (..., N) float64; every row is non-negative and sums to 1.

    Source: sheet item s4.2c.i; Bishop equation 4.104.

    >>> softmax([[0.0, 0.0], [1000.0, 1000.0]])
    array([[0.5, 0.5],
           [0.5, 0.5]])
    """
    e = np.exp(_below_the_maximum(x))
    return e / e.sum(axis=-1, keepdims=True)


def log_softmax(x: ArrayLike) -> np.ndarray:
    """log softmax(x), exact also where the probability itself rounds to 0.

    With z = x - max: log(exp(z_j) / sum exp(z)) = z_j - log sum exp(z), and the sum is at least 1.

    Args:
        x: (..., N) float64, finite; N at least 1.

    Returns:
        (..., N) float64, all at most 0.

    Source: the logarithm of Bishop equation 4.104.

    >>> log_softmax([0.0, -2000.0])
    array([    0., -2000.])
    """
    z = _below_the_maximum(x)
    return z - np.log(np.exp(z).sum(axis=-1, keepdims=True))


def softmax_backward(y: ArrayLike, dout: ArrayLike) -> np.ndarray:
    """dL/dX from the softmax's own output Y and G = dL/dY: [G * Y] - [(G * Y) 1] * Y.

    Row by row, dL/dX_q = G_q Y_q - Y_q sum_d G_d Y_d = Y_q (G_q - sum_d G_d Y_d). The all-ones
    matrix 1 (N, N) of the sheet's hint only writes the row sum as a product.

    Args:
        y: (..., N) float64, what `softmax` returned.
        dout: (..., N) float64, dL/dY.

    Returns:
        (..., N) float64; every row sums to 0, since softmax does not see a shift of its row.

    Source: sheet item s4.2c.i; Bishop equation 4.106.

    >>> softmax_backward([[0.5, 0.5]], [[1.0, 0.0]])
    array([[ 0.25, -0.25]])
    """
    y = np.asarray(y, dtype=np.float64)
    dout = np.asarray(dout, dtype=np.float64)
    return y * (dout - (dout * y).sum(axis=-1, keepdims=True))


class SoftMaxModule:
    """Softmax over the rows of a batch.

    >>> module = SoftMaxModule()
    >>> module.forward([[0.0, 0.0]])
    array([[0.5, 0.5]])
    >>> module.backward([[1.0, 0.0]])
    array([[ 0.25, -0.25]])
    """

    def __init__(self) -> None:
        self._y: np.ndarray | None = None

    def forward(self, x: ArrayLike) -> np.ndarray:
        """Logits (S, N) -> probabilities (S, N); remembers them for the backward pass."""
        self._y = softmax(x)
        return self._y

    def backward(self, dout: ArrayLike) -> np.ndarray:
        """dL/dY (S, N) -> dL/dX (S, N).

        Raises:
            RuntimeError: there was no forward pass yet.
        """
        if self._y is None:
            raise RuntimeError("SoftMaxModule.backward needs a forward pass first: call forward(x)")
        return softmax_backward(self._y, dout)

    def clear_cache(self) -> None:
        """Forgets the latest output."""
        self._y = None
