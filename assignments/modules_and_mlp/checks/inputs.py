"""Random inputs that hide nothing: sizes all different, no exact zeros, no ties.

Each function takes the check's own generator, so that every student gets the same numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from grader.truth import recorded


@dataclass(frozen=True, slots=True)
class LinearCase:
    """A batch through a linear layer, and what comes back through it."""

    x: np.ndarray
    """(S, M) float64."""
    dout: np.ndarray
    """(S, N) float64, the upstream gradient."""
    dweight: np.ndarray
    """(N, M) float64, the true gradient by the weight."""
    dbias: np.ndarray
    """(N,) float64: by the bias."""
    dx: np.ndarray
    """(S, M) float64: by x."""


def linear_case(rng: np.random.Generator, weight: np.ndarray, *, rows: int) -> LinearCase:
    """A random batch of `rows` samples for a layer with this weight (N, M).

    Source: sheet items s4.2a.dW, s4.2a.db, s4.2a.dX.
    """
    n_out, n_in = weight.shape
    x = rng.normal(0.5, 1.0, (rows, n_in))
    dout = rng.normal(-0.3, 1.0, (rows, n_out))
    return LinearCase(x, dout, *_linear_gradients(x, weight, dout))


@recorded
def _linear_gradients(
    x: np.ndarray, weight: np.ndarray, dout: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """By weight, bias and x."""
    return dout.T @ x, dout.sum(axis=0), dout @ weight


def parameters(rng: np.random.Generator, n_in: int, n_out: int) -> tuple[np.ndarray, np.ndarray]:
    """A weight (n_out, n_in) and a bias (n_out,), none of them near 0."""
    return rng.normal(0.0, 1.0, (n_out, n_in)), away_from_zero(rng, (n_out,))


def away_from_zero(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Values of both signs with magnitudes from 0.2 to 2.2: no kink, no zero.

    Signs alternate, so that both occur in every row of two or more.
    """
    signs = np.where(np.arange(int(np.prod(shape))) % 2 == 0, 1.0, -1.0).reshape(shape)
    return signs * rng.uniform(0.2, 2.2, shape)


def probabilities(rng: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    """Rows that sum to 1, every entry at least 0.02."""
    free = rng.dirichlet(np.ones(shape[1]), size=shape[0])
    return 0.02 + (1.0 - 0.02 * shape[1]) * free


def one_hot(t: np.ndarray, classes: int) -> np.ndarray:
    """(S,) integers -> (S, K) float64."""
    return np.eye(classes)[t]
