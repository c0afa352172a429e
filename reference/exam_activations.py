"""What four activation functions look like around 0: sheet items s2.0120.b.

A deep network is linear for small inputs exactly where value and slopes at 0 describe one straight
line: where the slope from the left is the slope from the right. An offset is absorbed by the
next layer's bias. Imports NumPy only.

Source: the functions as the exam of 2023/01/20 states them. Its selu has alpha on the left, not
lambda * alpha as in G. Klambauer et al., Self-Normalizing Neural Networks (NeurIPS 2017),
equation 2: the exam's alpha = 1.75814 is the product already.
"""

from __future__ import annotations

import numpy as np

__all__ = ["ACTIVATION_ROWS", "activation_slopes", "exam_selu"]

ACTIVATION_ROWS = ("sigmoid", "tanh", "relu", "selu")
"""The rows of `activation_slopes`."""


def exam_selu(x: float, lam: float, al: float) -> float:
    """selu as the exam defines it: lam x for x > 0, al (exp(x) - 1) otherwise.

    Args:
        x: where.
        lam: slope on the right, 1.0507 in the exam.
        al: slope at 0 from the left, 1.75814 in the exam.

    Returns:
        The value, a float.

    Source: exam of 2023/01/20, equation 4.

    >>> exam_selu(2.0, lam=1.5, al=3.0), exam_selu(0.0, lam=1.5, al=3.0)
    (3.0, 0.0)
    """
    return lam * x if x > 0 else al * float(np.expm1(x))


def activation_slopes(lam: float, al: float) -> np.ndarray:
    """Value, slope from the left and slope from the right at 0, of four functions.

    The slopes are the derivatives' formulas at 0: s (1 - s) for the sigmoid, 1 - tanh^2, 0 and 1
    for ReLU, al exp(x) and lam for selu.

    Args:
        lam: lambda of selu.
        al: alpha of selu.

    Returns:
        (4, 3) float64: rows sigmoid, tanh, ReLU, selu; columns value, left slope, right slope.

    Source: sheet items s2.0120.b.sigmoid, .tanh, .relu, .selu.

    >>> activation_slopes(lam=1.5, al=3.0)
    array([[0.5 , 0.25, 0.25],
           [0.  , 1.  , 1.  ],
           [0.  , 0.  , 1.  ],
           [0.  , 3.  , 1.5 ]])
    """
    s = 1.0 / (1.0 + np.exp(0.0))
    t = np.tanh(0.0)
    sigmoid = (s, s * (1 - s), s * (1 - s))
    tanh = (t, 1 - t**2, 1 - t**2)
    relu = (max(0.0, 0.0), 0.0, 1.0)
    selu = (exam_selu(0.0, lam, al), al * np.exp(0.0), lam)
    return np.array([sigmoid, tanh, relu, selu], dtype=np.float64)
