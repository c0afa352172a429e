"""Gradients of four scalar functions of vectors and matrices: sheet items s4.1a to s4.1d.

Every gradient has the shape of what it is taken by ("denominator layout"). The transpose, which
books in numerator layout print, is the same answer. Imports NumPy only.

Source: K. B. Petersen and M. S. Pedersen, The Matrix Cookbook (2012), equations 81, 99, 101, 129.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

__all__ = ["norm_gradient", "quadratic_form_gradient", "trace_gradient", "trace_product_gradient"]


def quadratic_form_gradient(x: ArrayLike, B: ArrayLike) -> np.ndarray:
    """The gradient of x^T B x by x: (B + B^T) x.

    The element x_k stands once on the left and once on the right of B, so the product rule gives
    row k and column k of B. Only for a symmetric B is that 2 B x.

    Args:
        x: (n,) float64.
        B: (n, n) float64, not necessarily symmetric.

    Returns:
        (n,) float64.

    Source: sheet item s4.1a; Matrix Cookbook equation 81.

    >>> quadratic_form_gradient([5, 6], [[1, 2], [3, 4]])
    array([40., 73.])
    """
    x = np.asarray(x, dtype=np.float64)
    B = np.asarray(B, dtype=np.float64)
    return (B + B.T) @ x


def trace_product_gradient(V: ArrayLike, X: ArrayLike, W: ArrayLike) -> np.ndarray:
    """The gradient of tr(V X W) by X: V^T W^T = (W V)^T.

    tr(V X W) = sum over i, k, l of V_ik X_kl W_li, so the derivative by X_rs is
    sum_i V_ir W_si = (V^T W^T)_rs. X itself does not appear in it.

    Args:
        V: (n, m) float64.
        X: (m, p) float64.
        W: (p, n) float64.

    Returns:
        (m, p) float64, the shape of X.

    Raises:
        ValueError: X does not have the shape that V and W leave for it.

    Source: sheet item s4.1b; Matrix Cookbook equation 101.

    >>> trace_product_gradient([[1, 2, 3], [4, 5, 6]], np.ones((3, 2)), [[1, 0], [2, -1]])
    array([[ 1., -2.],
           [ 2., -1.],
           [ 3.,  0.]])
    """
    V = np.asarray(V, dtype=np.float64)
    W = np.asarray(W, dtype=np.float64)
    gradient = V.T @ W.T
    if np.shape(X) != gradient.shape:
        raise ValueError(
            f"trace_product_gradient: X has shape {np.shape(X)}, but V {V.shape} and W {W.shape} "
            f"need it to be {gradient.shape}"
        )
    return gradient


def norm_gradient(w: ArrayLike) -> np.ndarray:
    """The gradient of the Euclidean norm ||w|| by w: w / ||w||.

    At w = 0 the norm has a kink; zeros are returned there, a subgradient, as PyTorch does.

    Args:
        w: (n,) float64.

    Returns:
        (n,) float64, of length 1 wherever w is not 0.

    Source: sheet item s4.1c; Matrix Cookbook equation 129.

    >>> norm_gradient([3, -4, 0])
    array([ 0.6, -0.8,  0. ])
    """
    w = np.asarray(w, dtype=np.float64)
    largest = np.max(np.abs(w), initial=0.0)
    if largest == 0.0:
        return np.zeros_like(w)
    # The answer does not depend on the scale of w, but squares of 1e200 would overflow.
    unit = w / largest
    return unit / np.sqrt(np.sum(unit * unit))


def trace_gradient(S: ArrayLike) -> np.ndarray:
    """The gradient of tr(S) by S: the identity, because only S_ii is in the sum, once each.

    Args:
        S: (n, n) float64.

    Returns:
        (n, n) float64.

    Source: sheet item s4.1d; Matrix Cookbook equation 99.

    >>> trace_gradient([[1, 2], [3, 4]])
    array([[1., 0.],
           [0., 1.]])
    """
    return np.eye(np.shape(S)[0])
