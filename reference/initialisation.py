"""How large weights should be at the start, and the identity that says so: sheet item s4.5.

A layer y = sum over its M inputs of w_j x_j has Var(y) = M Var(w) E[x^2]. Behind a ReLU
E[x^2] is half the variance before it (`relu_second_moment`), so Var(w) = 2/M keeps the signal's
size from layer to layer; where the data itself comes in nothing was halved, and 1/M does.
Imports NumPy only.

Source: K. He, X. Zhang, S. Ren, J. Sun, Delving Deep into Rectifiers (ICCV 2015,
arXiv:1502.01852), section 2.2, equations 7 to 10.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

__all__ = ["kaiming_normal", "relu_second_moment"]


def relu_second_moment(sigma: ArrayLike) -> np.ndarray | float:
    """E[ReLU(f)^2] = sigma^2 / 2, for any f whose density is symmetric around 0.

    E[b^2] = integral of f^2 p(f) from 0 to infinity. By symmetry that is half of the integral
    over all f, which is E[f^2] = sigma^2 because the mean is 0. Without symmetry it fails:
    f = 2 (probability 1/3) or -1 (2/3) has mean 0 and variance 2, but E[ReLU(f)^2] = 4/3.

    Args:
        sigma: standard deviation of f, a number or an array of any shape.

    Returns:
        The second moment, float64, in the shape of sigma.

    Source: sheet item s4.5; He et al. (2015), between equations 7 and 8.

    >>> relu_second_moment(3.0)
    4.5
    >>> relu_second_moment([1.0, 2.0])
    array([0.5, 2. ])
    """
    moment = np.square(np.asarray(sigma, dtype=np.float64)) / 2
    return float(moment) if moment.ndim == 0 else moment


def kaiming_normal(
    out_features: int, in_features: int, rng: np.random.Generator, *, input_layer: bool = False
) -> np.ndarray:
    """Weights that keep E[x^2] the same from layer to layer of a ReLU network.

    Args:
        out_features: N.
        in_features: M.
        rng: where the numbers come from.
        input_layer: whether no ReLU stands before this layer.

    Returns:
        (N, M) float64, normal with mean 0 and standard deviation sqrt(2/M), or sqrt(1/M) for an
        input layer.

    Source: He et al. (2015), equation 10; for the input layer the remark below it.

    >>> kaiming_normal(2, 50, np.random.default_rng(0)).shape
    (2, 50)
    """
    share = relu_second_moment(1.0) if not input_layer else 1.0
    return rng.normal(0.0, np.sqrt(1.0 / (share * in_features)), (out_features, in_features))
