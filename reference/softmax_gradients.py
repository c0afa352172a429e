"""Two derivatives at a softmax, of one sample: sheet items s3.T4.1, s3.T4.2, s3.T4.3.

Imports NumPy and the softmax only.

Source: C. Bishop, Pattern Recognition and Machine Learning (2006), equations 4.106 and 4.109.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from reference.softmax import softmax

__all__ = ["softmax_cross_entropy_gradient", "softmax_jacobian"]


def softmax_jacobian(h: ArrayLike) -> np.ndarray:
    """J_ji = dP_j/dh_i: P_i (1 - P_i) on the diagonal, -P_j P_i off it.

    Args:
        h: (n,) float64, the logits.

    Returns:
        (n, n) float64, diag(P) - P P^T: symmetric, every row and column sums to 0.

    Source: sheet items s3.T4.1 (j = i) and s3.T4.2 (j != i); Bishop equation 4.106.

    >>> softmax_jacobian([0.0, 0.0])
    array([[ 0.25, -0.25],
           [-0.25,  0.25]])
    """
    p = softmax(h)
    return np.diag(p) - np.outer(p, p)


def softmax_cross_entropy_gradient(h: ArrayLike, y: ArrayLike) -> np.ndarray:
    """The gradient of L = -sum_j y_j log P_j by h: P - y for a y that sums to 1.

    dL/dh_i = -sum_j y_j / P_j dP_j/dh_i = -y_i (1 - P_i) + sum_{j != i} y_j P_i
            = P_i sum_j y_j - y_i. The sum is kept, so that it is right for any y.

    Args:
        h: (n,) float64, the logits.
        y: (n,) float64, one-hot or any other weights of the classes.

    Returns:
        (n,) float64; sums to 0.

    Source: sheet item s3.T4.3; Bishop equation 4.109.

    >>> softmax_cross_entropy_gradient([0.0, 0.0], [1, 0])
    array([-0.5,  0.5])
    """
    y = np.asarray(y, dtype=np.float64)
    return softmax(h) * y.sum() - y
