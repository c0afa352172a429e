"""How often the largest score stands at the right class. Imports NumPy only."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

__all__ = ["accuracy"]


def accuracy(scores: ArrayLike, t: ArrayLike) -> float:
    """The share of rows whose largest entry is at the label; the first one wins a tie.

    Args:
        scores: (S, N) logits or probabilities, S at least 1.
        t: (S,) integer labels.

    Returns:
        A number in [0, 1].

    Raises:
        ValueError: the labels do not have the shape (S,), or S is 0.

    Source: sheet items s4.3.acc and s4.4a.acc.

    >>> accuracy([[0.1, 0.9], [0.8, 0.2]], [1, 1])
    0.5
    """
    scores, t = np.asarray(scores), np.asarray(t)
    # (S,) == (S, 1) would broadcast to (S, S) and give a number that means nothing.
    if scores.ndim != 2 or t.shape != scores.shape[:1] or t.size == 0:
        raise ValueError(
            f"accuracy: scores {scores.shape} and labels {t.shape} do not fit: "
            "give scores (S, N) and labels (S,) with S at least 1"
        )
    return float(np.mean(scores.argmax(axis=1) == t))
