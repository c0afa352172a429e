"""The sigmoid network of question 3 over a batch: items s1.Q5 and s1.Q6.

    L = mean_s -log softmax(sigmoid(X W + b) V + c)[s, T_s],   X (S, D), W (D, H), V (H, K)

Imports NumPy and the reference's own files only.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from reference.activations import sigmoid
from reference.cross_entropy import softmax_cross_entropy
from reference.small_softmax_network import SmallGradients

__all__ = ["batch_softmax_logits", "batch_softmax_network"]


def batch_softmax_logits(
    X: ArrayLike, W: ArrayLike, b: ArrayLike, V: ArrayLike, c: ArrayLike
) -> np.ndarray:
    """The logits of every row.

    Args:
        X: (S, D) float64.
        W: (D, H) float64.
        b: (H,) float64.
        V: (H, K) float64.
        c: (K,) float64.

    Returns:
        (S, K) float64.

    Source: sheet item s1.Q5.

    >>> batch_softmax_logits([[1.0], [2.0]], [[0.0]], [0.0], [[2.0, 4.0]], [0.0, 1.0])
    array([[1., 3.],
           [1., 3.]])
    """
    X, W, b, V, c = (np.asarray(a, dtype=np.float64) for a in (X, W, b, V, c))
    return sigmoid(X @ W + b) @ V + c


def batch_softmax_network(
    X: ArrayLike, T: ArrayLike, W: ArrayLike, b: ArrayLike, V: ArrayLike, c: ArrayLike
) -> SmallGradients:
    """Mean loss of a batch, and its gradients.

    With Z the logits and G = dL/dZ = (softmax(Z) - T) / S:
    dV_hk = sum_s H_sh G_sk, dc_k = sum_s G_sk, and through the hidden units
    A_sh = H_sh (1 - H_sh) sum_k V_hk G_sk: dW_dh = sum_s X_sd A_sh, db_h = sum_s A_sh.

    Args:
        X: (S, D) float64.
        T: (S,) integer classes in 0 .. K-1.
        W: (D, H) float64.
        b: (H,) float64.
        V: (H, K) float64.
        c: (K,) float64.

    Returns:
        loss, dW (D, H), db (H,), dV (H, K), dc (K,), all float64.

    Source: sheet item s1.Q6.

    >>> batch_softmax_network([[1.0], [2.0]], [0, 1], [[0.0]], [0.0], [[2.0, 2.0]], [0, 0]).dc
    array([0., 0.])
    """
    X, V = np.asarray(X, dtype=np.float64), np.asarray(V, dtype=np.float64)
    hidden = sigmoid(X @ np.asarray(W, dtype=np.float64) + b)
    loss, upstream = softmax_cross_entropy(hidden @ V + c, T)
    inner = hidden * (1.0 - hidden) * np.einsum("hk,sk->sh", V, upstream)
    return SmallGradients(
        loss=loss,
        dW=np.einsum("sd,sh->dh", X, inner),
        db=inner.sum(axis=0),
        dV=np.einsum("sh,sk->hk", hidden, upstream),
        dc=upstream.sum(axis=0),
    )
