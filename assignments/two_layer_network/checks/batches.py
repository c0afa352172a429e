"""Parameters, batches and rates for the trainer, on which its mistakes show.

Rates are large: at a tiny one the gradient at the old and at the new parameters are the same, and
an update in the wrong order cannot be seen. Batches hold several samples, of which none is like
another, and no hidden unit comes near the kink during the steps.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from points import EXAMPLE, Point, draw

KINK = 0.02
"""Smallest distance of a pre-activation from 0 during the steps."""


class Training(NamedTuple):
    """Where training starts, what it sees, and how far it goes."""

    parameters: tuple[np.ndarray, ...]
    batches: list[tuple[np.ndarray, np.ndarray]]
    """X (S, N) and Y (S, K) of each step."""
    lr: float

    @property
    def sizes(self) -> str:
        """For messages."""
        W1, b1, _, b2 = self.parameters
        return f"N={W1.shape[1]}, D={len(b1)}, K={len(b2)}"


_X1 = [[1.5, -0.8, 0.6], [-1.1, 0.9, 1.4], [0.3, 1.7, -0.5], [-0.7, -1.2, 0.2], [0.9, 0.4, -1.6], [2.1, -0.3, -0.9]]  # fmt: skip
_Y1 = [[2.0, -1.0, 0.5, 3.0], [0.5, 1.5, -2.0, 1.0], [-1.5, 0.8, 2.5, -0.6], [1.2, -0.4, 0.9, 0.7], [-0.3, 2.2, 1.1, -1.8], [0.6, -2.4, 1.9, 0.4]]  # fmt: skip
_X2 = [[-0.4, 1.3, 0.8], [1.8, 0.2, -1.1], [0.5, -1.6, 1.2], [-1.4, 0.7, -0.6], [0.1, -0.9, -1.5], [1.2, 1.1, 0.4]]  # fmt: skip
_Y2 = [[-0.8, 1.4, 0.3, 2.1], [1.7, -0.5, -1.2, 0.9], [0.4, 2.6, -0.7, -1.1], [-2.3, 0.6, 1.5, 0.2], [0.8, -1.9, 0.5, 1.3], [1.1, 0.7, 2.2, -0.9]]  # fmt: skip

EXAMPLE_TRAINING = Training(
    EXAMPLE.parameters, [(np.array(_X1), np.array(_Y1)), (np.array(_X2), np.array(_Y2))], 0.005
)
"""Where the public checks look: six samples in each of two batches."""


def draw_training(
    reference: Any, rng: np.random.Generator, sizes: tuple[int, int, int], batch_sizes: list[int]
) -> Training:
    """Random parameters and batches, of which every step moves every parameter.

    Args:
        reference: offers `sgd_step_regression`, to see where right steps lead.
        rng: of the check.
        sizes: N, D, K.
        batch_sizes: of each step.
    """
    N, _, K = sizes
    while True:
        start: Point = draw(rng, *sizes)
        batches = [(rng.normal(size=(S, N)), rng.normal(0.0, 2.0, (S, K))) for S in batch_sizes]
        training = Training(start.parameters, batches, float(rng.uniform(0.002, 0.004)))
        if _shows(reference, training):
            return training


def _shows(reference: Any, training: Training) -> bool:
    """Whether no unit comes near the kink, and units of both kinds are met at every step."""
    here = training.parameters
    for X, Y in training.batches:
        s1 = X @ here[0].T + here[1]
        there = reference.sgd_step_regression(X, Y, *here, training.lr)
        moved = [np.abs(new - old).max() for new, old in zip(there, here, strict=True)]
        if np.abs(s1).min() < KINK or not s1.min() < 0 < s1.max():
            return False
        if min(moved) < 5e-3 or max(moved) > 3.0:
            return False
        here = tuple(there)
    return True
