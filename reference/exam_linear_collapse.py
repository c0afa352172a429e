"""A deep network without activation functions as one layer: sheet item s2.0120.a.

A layer y = W x + b is a product with one matrix if x gets a 1 below it. Layers one after the other
are then the product of those matrices, the last layer's on the left. Imports NumPy only.

Source: I. Goodfellow, Y. Bengio, A. Courville, Deep Learning (2016), section 6.4.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

__all__ = ["AffineMap", "collapse_linear"]


class AffineMap(NamedTuple):
    """x -> W x + b."""

    W: np.ndarray
    b: np.ndarray


def collapse_linear(Ws: Sequence[ArrayLike], bs: Sequence[ArrayLike]) -> AffineMap:
    """The single layer that does what a network with s(x) = x does.

    With L layers x_l = W_l x_{l-1} + b_l that is W = W_L ... W_1 and b = sum over l of
    W_L ... W_{l+1} b_l: each bias goes through all layers after its own.

    Args:
        Ws: W_1 to W_L, each (n_l, n_{l-1}) float64, the first layer first; at least one.
        bs: b_1 to b_L, each (n_l,) float64.

    Returns:
        W (n_L, n_0) and b (n_L,), float64.

    Raises:
        ValueError: there is no layer, not one bias for each, or two sizes do not fit.

    Source: sheet item s2.0120.a.

    >>> W, b = collapse_linear([[[1, 2, 0], [0, 1, 1]], [[3, -1]]], [[1, 1], [5]])
    >>> W
    array([[ 3.,  5., -1.]])
    >>> b
    array([7.])
    """
    if not len(Ws) == len(bs) > 0:
        raise ValueError(f"collapse_linear: {len(Ws)} weights and {len(bs)} biases were given")
    first, *later = (_homogeneous(W, b) for W, b in zip(Ws, bs, strict=True))
    whole = reduce(lambda below, above: above @ below, later, first)
    return AffineMap(W=whole[:-1, :-1], b=whole[:-1, -1])


def _homogeneous(W: ArrayLike, b: ArrayLike) -> np.ndarray:
    """[[W, b], [0, 1]], which takes (x, 1) to (W x + b, 1)."""
    W = np.asarray(W, dtype=np.float64)
    n_out, n_in = W.shape
    below = np.zeros((1, n_in + 1))
    below[0, -1] = 1.0
    return np.vstack([np.hstack([W, np.reshape(b, (n_out, 1))]), below])
