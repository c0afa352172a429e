"""The sine-cosine graph of five layers, its derivative and its adjoints: items s2.0706.

    S_1 = x,   t_k = sin S_k,   b_k = cos S_k,   S_{k+1} = t_k + b_k,   y = t_5 b_5

The derivative is known in closed form, so that it needs no backpropagation:

    dy/dx = cos(2 S_5) (cos S_4 - sin S_4) ... (cos S_1 - sin S_1)

Imports NumPy only.

Source: sheet of 2023/07/06; the adjoints after A. Griewank and A. Walther, Evaluating Derivatives
(2008), section 3.2.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

__all__ = [
    "LAYERS",
    "SinCosForward",
    "SinCosGraph",
    "sin_cos_adjoints",
    "sin_cos_forward",
    "sin_cos_graph",
]

LAYERS = 5


class SinCosGraph(NamedTuple):
    """Output and dy/dx."""

    y: float
    dydx: float


class SinCosForward(NamedTuple):
    """Values of the forward pass: t and b (5,) float64, output y."""

    t: np.ndarray
    b: np.ndarray
    y: float


def sin_cos_forward(x: float) -> SinCosForward:
    """All values of the forward pass.

    Args:
        x: input in radians.

    Source: sheet item s2.0706.forward.

    >>> t, b, y = sin_cos_forward(0.0)
    >>> float(t[0]), float(b[0]), bool(t[1] == np.sin(1.0)), bool(y == t[4] * b[4])
    (0.0, 1.0, True, True)
    """
    sums = [x]
    for _ in range(LAYERS - 1):
        sums.append(math.sin(sums[-1]) + math.cos(sums[-1]))
    t, b = np.sin(sums), np.cos(sums)
    return SinCosForward(t, b, float(t[-1] * b[-1]))


def sin_cos_graph(x: float) -> SinCosGraph:
    """y = sin(2 S_5) / 2 and its derivative in closed form.

    Each sum S_{k+1} = sin S_k + cos S_k has the derivative cos S_k - sin S_k.

    Args:
        x: input in radians.

    Source: sheet item s2.0706.

    >>> y, dydx = sin_cos_graph(1.0)
    >>> round(y, 12), round(dydx, 12)
    (0.320091283141, -0.069185669458)
    """
    total, slope = x, 1.0
    for _ in range(LAYERS - 1):
        slope *= math.cos(total) - math.sin(total)
        total = math.sin(total) + math.cos(total)
    return SinCosGraph(math.sin(2 * total) / 2, math.cos(2 * total) * slope)


def sin_cos_adjoints(t: ArrayLike, b: ArrayLike) -> np.ndarray:
    """dy/dt_k and dy/db_k of every layer, from the values of the forward pass.

    dy/dt_5 = b_5 and dy/db_5 = t_5. Both of layer k are dy/dS_{k+1} = dy/dt_{k+1} b_{k+1} -
    dy/db_{k+1} t_{k+1}, since S_{k+1} = t_k + b_k, sin' = cos and cos' = -sin.

    Args:
        t: (5,), sines.
        b: (5,), cosines.

    Returns:
        (5, 2) float64: dy/dt_k and dy/db_k in row k - 1.

    Source: sheet item s2.0706.steps.

    >>> sin_cos_adjoints([0.0, 0.0, 0.0, 0.0, 0.6], [1.0, 1.0, 1.0, 0.5, 0.8]).round(12).tolist()
    [[0.14, 0.14], [0.14, 0.14], [0.14, 0.14], [0.28, 0.28], [0.8, 0.6]]
    """
    t, b = np.asarray(t, dtype=np.float64), np.asarray(b, dtype=np.float64)
    rows = [(b[-1], t[-1])]
    for k in range(LAYERS - 1, 0, -1):
        dt, db = rows[0]
        rows.insert(0, (dt * b[k] - db * t[k],) * 2)
    return np.array(rows)
