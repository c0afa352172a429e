"""Training the sigmoid network, its curves over several runs, and a comparison of learning rates.

Items s1.Q4.train, s1.Q4.params, s1.Q6.loss, s1.Q7.1 to s1.Q7.4. Imports NumPy and the reference's
own files only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from reference.batch_softmax_network import batch_softmax_logits, batch_softmax_network
from reference.minibatches import minibatches

__all__ = [
    "TrainedNetwork",
    "compare_softmax_learning_rates",
    "mean_and_std",
    "softmax_network_descent",
    "train_softmax_network",
]


class TrainedNetwork(NamedTuple):
    """The parameters after training, and the loss of every batch on the way."""

    W: np.ndarray
    b: np.ndarray
    V: np.ndarray
    c: np.ndarray
    losses: list[float]


def softmax_network_descent(
    X: ArrayLike, T: ArrayLike, start: Sequence[np.ndarray], lr: float, steps: int
) -> list[TrainedNetwork]:
    """Gradient descent with all samples in every step: the same for every right program.

    Args:
        X: (N, D) float64.
        T: (N,) integer classes.
        start: W (D, H), b (H,), V (H, K), c (K,).
        lr: learning rate.
        steps: at least 1.

    Returns:
        For each step the parameters after it; `losses` holds the loss before and the one after.

    Source: sheet item s1.Q4.train, with one batch of all samples.

    >>> start = [np.ones((1, 2)), np.zeros(2), np.zeros((2, 2)), np.zeros(2)]
    >>> path = softmax_network_descent([[0.0], [1.0]], [0, 1], start, lr=1.0, steps=3)
    >>> len(path), path[2].losses[1] < path[0].losses[0]
    (3, True)
    """
    now = [np.asarray(p, dtype=np.float64) for p in start]
    here = batch_softmax_network(X, T, *now)
    path = []
    for _ in range(steps):
        now = [p - lr * g for p, g in zip(now, here[1:], strict=True)]
        there = batch_softmax_network(X, T, *now)
        path.append(TrainedNetwork(*now, losses=[here.loss, there.loss]))
        here = there
    return path


def train_softmax_network(
    X: ArrayLike,
    T: ArrayLike,
    hidden: int,
    lr: float,
    batch_size: int,
    epochs: int,
    seed: int,
) -> TrainedNetwork:
    """Stochastic gradient descent from normal weights of deviation 1/sqrt(fan in) and zero biases.

    Args:
        X: (N, D) float64.
        T: (N,) integer classes; all of them occur, so that K = max(T) + 1.
        hidden: H.
        lr: learning rate of every step.
        batch_size: samples a step; the last batch of an epoch may be smaller.
        epochs: passes over the data.
        seed: of the weights and the order.

    Returns:
        W (D, H), b (H,), V (H, K), c (K,), and the mean loss of each batch before its step.

    Source: sheet items s1.Q4.train and s1.Q7.1.

    >>> trained = train_softmax_network(np.eye(4), np.arange(4), 8, 2.0, 2, 60, 0)
    >>> len(trained.losses), trained.losses[-1] < trained.losses[0]
    (120, True)
    """
    X, T = np.asarray(X, dtype=np.float64), np.asarray(T)
    rng = np.random.default_rng(seed)
    D, K = X.shape[1], int(T.max()) + 1
    now = [
        rng.normal(0.0, D**-0.5, (D, hidden)),
        np.zeros(hidden),
        rng.normal(0.0, hidden**-0.5, (hidden, K)),
        np.zeros(K),
    ]
    losses = []
    for _ in range(epochs):
        for rows in minibatches(len(X), batch_size, rng):
            loss, *gradients = batch_softmax_network(X[rows], T[rows], *now)
            losses.append(loss)
            now = [p - lr * g for p, g in zip(now, gradients, strict=True)]
    return TrainedNetwork(*now, losses=losses)


def mean_and_std(curves: ArrayLike, ddof: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation over runs, step by step.

    Args:
        curves: (R, steps) float64, one row a run, R at least 2.
        ddof: 0 divides by R, 1 by R - 1; the sheet leaves it open.

    Returns:
        mean (steps,), std (steps,).

    Source: sheet item s1.Q7.2.

    >>> mean_and_std([[1.0, 5.0], [3.0, 5.0]])
    (array([2., 5.]), array([1., 0.]))
    """
    runs = np.asarray(curves, dtype=np.float64)
    mean = runs.sum(axis=0) / len(runs)
    return mean, np.sqrt(((runs - mean) ** 2).sum(axis=0) / (len(runs) - ddof))


def compare_softmax_learning_rates(
    X: ArrayLike,
    T: ArrayLike,
    X_val: ArrayLike,
    T_val: ArrayLike,
    rates: Sequence[float],
    seed: int,
) -> tuple[dict[float, list[float]], float]:
    """One run per rate, with 12 hidden units, batches of 10 and 10 epochs; the best on new data.

    Args:
        X: (N, D) float64.
        T: (N,) integer classes.
        X_val: (M, D) float64, to choose by.
        T_val: (M,) integer classes.
        rates: the learning rates.
        seed: of every run.

    Returns:
        The losses of each rate, and the rate with the lowest loss on the validation data.

    Source: sheet item s1.Q7.3.

    >>> X, T = np.eye(4), np.arange(4)
    >>> compare_softmax_learning_rates(X, T, X, T, [0.001, 3.0], 0)[1]
    3.0
    """
    curves, validation = {}, {}
    T_val = np.asarray(T_val)
    for rate in rates:
        trained = train_softmax_network(X, T, 12, rate, 10, 10, seed)
        curves[rate] = trained.losses
        logits = batch_softmax_logits(X_val, *trained[:4])
        top = logits.max(axis=1)
        log_sum = top + np.log(np.exp(logits - top[:, None]).sum(axis=1))
        validation[rate] = float(np.mean(log_sum - logits[np.arange(len(T_val)), T_val]))
    return curves, min(rates, key=validation.__getitem__)
