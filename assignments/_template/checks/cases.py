"""Inputs of the checks: batch and width differ, nothing is 0 or 1, predictions are not the targets."""

from __future__ import annotations

import numpy as np

from grader.truth import recorded

Batch = tuple[np.ndarray, np.ndarray]
"""Predictions and targets, both (N, D) float64."""

PUBLIC: tuple[Batch, ...] = (
    (
        np.array([[0.5, -1.2], [2.0, 0.3], [-0.7, 1.1]]),
        np.array([[0.1, 0.4], [1.5, -0.9], [0.6, 1.3]]),
    ),
)


def draw(rng: np.random.Generator) -> tuple[Batch, ...]:
    """Three random batches."""
    return tuple((rng.normal(size=s), rng.normal(size=s)) for s in ((4, 3), (2, 5), (7, 2)))


@recorded
def loss(y: np.ndarray, t: np.ndarray) -> float:
    """The mean over the batch of the squared distance: (1/N) sum_n ||y_n - t_n||^2."""
    return float(((y - t) ** 2).sum() / len(y))


@recorded
def gradient(y: np.ndarray, t: np.ndarray) -> np.ndarray:
    """dL/dy, (N, D): 2 (y - t) / N."""
    return 2 * (y - t) / len(y)
