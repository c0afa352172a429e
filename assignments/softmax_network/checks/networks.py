"""Inputs of the network checks: parameters, samples and batches. Knows no student and no reference.

    k = x W + b,  o = softmax(sigmoid(k) V + c)

Drawn so that a wrong answer shows: no two sizes alike, none of them 1, biases away from 0, unequal
columns of V (with equal ones, as on the sheet, the whole first layer gets no gradient).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np


class Parameters(NamedTuple):
    """Weights and biases of the hidden layer and of the output layer."""

    W: np.ndarray
    """(D, H) float64."""
    b: np.ndarray
    """(H,) float64."""
    V: np.ndarray
    """(H, K) float64."""
    c: np.ndarray
    """(K,) float64."""

    @property
    def sizes(self) -> tuple[int, int, int]:
        """D, H, K."""
        return (*self.W.shape, len(self.c))


@dataclass(frozen=True)
class Batch:
    """A network and a labelled batch for it."""

    params: Parameters
    X: np.ndarray
    """(S, D) float64."""
    T: np.ndarray
    """(S,) int64, 0 <= T < K."""

    @property
    def args(self) -> tuple[np.ndarray, ...]:
        """X, T, W, b, V, c as `batch_network` takes them."""
        return (self.X, self.T, *self.params)

    def sample(self, row: int = 0) -> tuple[np.ndarray, ...]:
        """x, t, W, b, V, c of one row as `small_network` takes them, t one-hot."""
        return (self.X[row], np.eye(len(self.params.c))[self.T[row]], *self.params)

    def rows(self, start: int, stop: int) -> Batch:
        """The same network with some of the samples."""
        return replace(self, X=self.X[start:stop].copy(), T=self.T[start:stop].copy())


def draw_parameters(rng: np.random.Generator, D: int, H: int, K: int) -> Parameters:
    """Random parameters under which no hidden unit is saturated, and no probability nearly 0 or 1."""
    return Parameters(
        W=rng.normal(0.0, 1.2 / np.sqrt(D), (D, H)),
        b=away_from_zero(rng, H),
        V=rng.normal(0.0, min(1.0, 3.0 / np.sqrt(H)), (H, K)),
        c=away_from_zero(rng, K),
    )


def away_from_zero(rng: np.random.Generator, n: int) -> np.ndarray:
    """(n,) numbers of both signs with magnitudes from 0.3 to 1, all different."""
    return np.where(np.arange(n) % 2 == 0, 1.0, -1.0) * rng.uniform(0.3, 1.0, n)


def draw_batch(rng: np.random.Generator, S: int = 7, D: int = 5, H: int = 6, K: int = 4) -> Batch:
    """A network and a batch in which every class occurs; with less room for it, not the last one."""
    params = draw_parameters(rng, D, H, K)
    if S >= K:
        T = np.concatenate([np.arange(K), rng.integers(0, K, S - K)])
    else:
        T = rng.integers(0, K - 1, S)
    return Batch(params, rng.normal(0.2, 1.0, (S, D)), rng.permutation(T))


def draw_small(rng: np.random.Generator, D: int, H: int, K: int, label: int) -> tuple:
    """x, t, W, b, V, c of one sample of class `label`."""
    batch = draw_batch(rng, S=2, D=D, H=H, K=K)
    return replace(batch, T=np.full(2, label)).sample()


def shifted(batch: Batch, size: float) -> Batch:
    """Every other row gets +size added to all of its logits, and the others -size.

    Softmax does not see a number that is added to a whole row, so loss and gradients are as
    moderate as ever, while exp overflows in one row and is 0 in the next. The first hidden unit
    carries it, which is 1 or 0 by the sign of the first input; so its own gradients are 0.
    """
    W, b, V, c = (p.copy() for p in batch.params)
    X = batch.X.copy()
    W[0], W[:, 0], b[0] = 0.0, 0.0, 0.0
    W[0, 0] = 60.0
    V[0] = 2.0 * size
    X[:, 0] = np.where(np.arange(len(X)) % 2 == 0, 1.0, -1.0)
    return Batch(Parameters(W, b, V, c - size), X, batch.T)


def spread(batch: Batch, size: float) -> Batch:
    """The first two classes get +size added to their logits, the others -1.5 size.

    The labels are of the first two classes, so that no probability of a label is 0. Subtracting
    the mean of a row does not help here, only its maximum does.
    """
    W, b, V, c = (p.copy() for p in batch.params)
    c += np.where(np.arange(len(c)) < 2, size, -1.5 * size)
    return Batch(Parameters(W, b, V, c), batch.X, batch.T % 2)
