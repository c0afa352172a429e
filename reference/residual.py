"""A residual block of scalars, forward and backward: sheet items s3.T1. Imports nothing.

    x1 = ReLU(x0 w0 + b0),   y1 = x1 w1 + b1,   z = ReLU(y1 + x0)

Source: K. He, X. Zhang, S. Ren, J. Sun, Deep Residual Learning for Image Recognition (CVPR 2016),
equation 1, with every size 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

__all__ = ["ResidualBlock", "answers", "residual_block"]


class ResidualBlock(NamedTuple):
    """Values of the forward pass, and the derivatives of z by every input."""

    x1: float
    y1: float
    z: float
    dw0: float
    dw1: float
    db0: float
    db1: float
    dx0: float


def residual_block(x0: float, w0: float, b0: float, w1: float, b1: float) -> ResidualBlock:
    """One forward and one backward pass.

    The backward pass multiplies by a gate at each ReLU: 1 if its argument is positive, else 0.
    x0 reaches z twice, through the block and past it, so its derivative is a sum.

    Args:
        x0: input.
        w0: weight of the first layer.
        b0: bias of the first layer.
        w1: weight of the second layer.
        b1: bias of the second layer.

    Returns:
        x1, y1, z, dz/dw0, dz/dw1, dz/db0, dz/db1, dz/dx0.

    Source: sheet items s3.T1.x1 to s3.T1.db1; dx0 is not asked there.

    >>> block = residual_block(x0=2.0, w0=0.5, b0=1.0, w1=-0.25, b1=0.5)
    >>> block.x1, block.y1, block.z
    (2.0, 0.0, 2.0)
    >>> block.dw0, block.dw1, block.db0, block.db1, block.dx0
    (-0.5, 2.0, -0.25, 1.0, 0.875)
    """
    s1 = x0 * w0 + b0
    x1 = max(0.0, s1)
    y1 = x1 * w1 + b1
    z = max(0.0, y1 + x0)

    dy1 = 1.0 if y1 + x0 > 0 else 0.0  # the gate of the last ReLU; also what reaches x0 directly
    dw1, db1, dx1 = dy1 * x1, dy1, dy1 * w1
    ds1 = dx1 if s1 > 0 else 0.0
    dw0, db0, dx0 = ds1 * x0, ds1, ds1 * w0 + dy1
    return ResidualBlock(x1, y1, z, dw0, dw1, db0, db1, dx0)


_SHEET = residual_block(x0=1.0, w0=0.3, b0=0.1, w1=-0.2, b1=-0.3)

answers: Mapping[str, float] = MappingProxyType(
    {
        f"s3.T1.{name}": getattr(_SHEET, name)
        for name in ("x1", "y1", "z", "dw0", "dw1", "db0", "db1")
    }
)
"""The numbers of the sheet, by item id."""
