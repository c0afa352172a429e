"""Softmax that works for any finite activations: items s2.0207. Imports NumPy only.

Source: P. Blanchard, D. Higham, N. Higham, Accurately computing the log-sum-exp and softmax
functions, IMA J. Numer. Anal. 41 (2021), section 1; sheet of 2023/02/07.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

__all__ = ["stable_softmax"]


def stable_softmax(a: ArrayLike) -> np.ndarray:
    """exp(a_k - log sum_j exp(a_j)) along the last axis.

    The logarithm of the sum is built up pair by pair, each pair shifted by its own larger entry
    (np.logaddexp): no exponential ever exceeds 1.

    Args:
        a: (..., n), finite; n at least 1.

    Returns:
        (..., n) float64; not negative, sums to 1 along the last axis.

    Source: sheet items s2.0207.a and s2.0207.b; Blanchard et al. section 1.

    >>> stable_softmax([[1000.0, 1000.0], [-1000.0, -3000.0]])
    array([[0.5, 0.5],
           [1. , 0. ]])
    """
    a = np.asarray(a, dtype=np.float64)
    return np.exp(a - np.logaddexp.reduce(a, axis=-1, keepdims=True))
