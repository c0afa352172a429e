"""A vector that feeds a ReLU and a sigmoid branch, backward: sheet items s2.0708.

Imports NumPy only.

    h1 = ReLU(W1 v),   h2 = sigmoid(W2 v)

Source: D. E. Rumelhart, G. E. Hinton, R. J. Williams, Learning representations by back-propagating
errors, Nature 323 (1986), for the chain rule; what reaches v by two ways is added.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

__all__ = ["TwoBranchGradient", "branch_answers", "two_branch_gradient", "two_branch_sizes"]


class TwoBranchGradient(NamedTuple):
    """Derivatives of the loss by both pre-activations and by v."""

    dz1: np.ndarray
    dz2: np.ndarray
    dv: np.ndarray


def two_branch_gradient(
    v: ArrayLike, W1: ArrayLike, W2: ArrayLike, g1: ArrayLike, g2: ArrayLike
) -> TwoBranchGradient:
    """From dL/dh1 and dL/dh2 back to z1 = W1 v, z2 = W2 v and v.

    dz1 is g1 where z1 > 0, else 0; dz2 is g2 times the sigmoid's slope; dv is the sum of what comes
    back through both branches. At z1 = 0 exactly the gate is shut, as in PyTorch.

    Args:
        v: (m,) float64.
        W1: (n1, m) float64.
        W2: (n2, m) float64; n2 need not be n1.
        g1: (n1,) float64, dL/dh1.
        g2: (n2,) float64, dL/dh2.

    Returns:
        dz1 (n1,), dz2 (n2,), dv (m,), all float64.

    Source: sheet items s2.0708.a1, .a2, .a3; exam of 2022/07/08, equation 5.

    >>> W1, W2 = [[1, 1], [0, -3]], [[2, -1], [0, 0]]
    >>> dz1, dz2, dv = two_branch_gradient(v=[1, 2], W1=W1, W2=W2, g1=[5, 7], g2=[4, 8])
    >>> dz1, dz2
    (array([5., 0.]), array([1., 2.]))
    >>> dv
    array([7., 4.])
    """
    v, W1, W2, g1, g2 = (np.asarray(a, dtype=np.float64) for a in (v, W1, W2, g1, g2))
    dz1 = np.where(W1 @ v > 0, g1, 0.0)
    dz2 = g2 * _sigmoid_slope(W2 @ v)
    return TwoBranchGradient(dz1, dz2, dz1 @ W1 + dz2 @ W2)


def _sigmoid_slope(z: np.ndarray) -> np.ndarray:
    """sigma(z) (1 - sigma(z)) = (1 - tanh(z/2)^2) / 4, which cannot overflow."""
    return 0.25 * (1.0 - np.tanh(0.5 * z) ** 2)


def two_branch_sizes(nv: int, nh: int) -> tuple[tuple[int, int], tuple[int, int], int]:
    """The sizes of W1, W2 and dL/dv for a vector v of nv numbers and h1, h2 of nh numbers.

    Args:
        nv: length of v.
        nh: length of h1 and of h2.

    Returns:
        (rows, columns) of W1, the same of W2, and the length of dL/dv, which is that of v.

    Source: sheet item s2.0708.b.

    >>> two_branch_sizes(nv=5, nh=2)
    ((2, 5), (2, 5), 5)
    """
    weight = (nh, nv)
    return weight, weight, nv


_Z1 = np.array([2.0, -1.0, 3.0])
"""Printed as h1 in the exam; a ReLU gives no -1, so it is read as W1 v. The answer is the same."""
_H2 = np.array([0.2, 0.5, 0.3])
_G1, _G2 = np.array([-2.0, 1.0, 4.0]), np.array([1.0, 3.0, 2.0])

branch_answers: Mapping[str, list[float] | tuple[object, ...]] = MappingProxyType(
    {
        "s2.0708.a1": np.where(_Z1 > 0, _G1, 0.0).tolist(),
        "s2.0708.a2": (_G2 * _H2 * (1 - _H2)).tolist(),
        "s2.0708.b": two_branch_sizes(nv=4, nh=3),
    }
)
"""The numbers of the sheet, by item. The exam prints -0.42 for the last entry of a2; that needs
dL/dh2 = -2 there, but 2 is given."""
