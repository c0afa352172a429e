"""Softmax with an inverse temperature, and the soft maximum beside it: sheet item s0.1.2a.

Imports NumPy only.

Source: I. Goodfellow, Y. Bengio, A. Courville, Deep Learning (2016), section 6.2.2.3, where softmax
is called a softened argmax; S. Boyd, L. Vandenberghe, Convex Optimization (2004), section 3.1.5.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

__all__ = ["SoftArgmax", "softargmax"]


class SoftArgmax(NamedTuple):
    """p (n,), the soft position of the maximum, and lse, the soft maximum itself."""

    p: np.ndarray
    lse: float


def softargmax(x: ArrayLike, beta: float) -> SoftArgmax:
    """softmax(beta x) and (1/beta) log sum_j exp(beta x_j).

    As beta grows p goes to the one-hot vector of argmax x (entries that tie share equally) and lse
    to max x; p is the gradient of lse by x. The largest entry is subtracted first: p does not
    change, and lse moves by what was subtracted, so that exp cannot overflow.

    Args:
        x: (n,) float64, finite.
        beta: inverse temperature, positive.

    Returns:
        p (n,) float64, non-negative with sum 1, and lse.

    Source: sheet item s0.1.2a; Boyd and Vandenberghe section 3.1.5.

    >>> p, lse = softargmax([1.0, 2.0, 4.0], beta=5.0)
    >>> p.round(6), round(lse, 6)
    (array([0.00000e+00, 4.50000e-05, 9.99954e-01]), 4.000009)
    >>> softargmax([3.0, 3.0, 0.0], beta=1000.0)
    SoftArgmax(p=array([0.5, 0.5, 0. ]), lse=3.00069314718056)
    """
    x = np.asarray(x, dtype=np.float64)
    largest = x.max()
    e = np.exp(beta * (x - largest))
    total = e.sum()
    return SoftArgmax(p=e / total, lse=float(largest + np.log(total) / beta))
