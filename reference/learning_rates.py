"""A grid of learning rates, a schedule, and a sweep over the grid: sheet items s4.4b.

Imports NumPy and the NumPy training only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from reference.train_mlp_numpy import train

__all__ = ["best_learning_rate", "learning_rate_grid", "learning_rate_sweep", "linear_schedule"]


def learning_rate_grid(lo: float, hi: float, n: int) -> np.ndarray:
    """n learning rates from 10^lo to 10^hi, each the same factor above the one before.

    A learning rate multiplies, so equal steps are taken in its logarithm.

    Args:
        lo: decimal exponent of the smallest rate.
        hi: decimal exponent of the largest.
        n: how many.

    Returns:
        (n,) float64, ascending.

    Source: sheet item s4.4b.iii.grid.

    >>> learning_rate_grid(-2, 1, 4)
    array([ 0.01,  0.1 ,  1.  , 10.  ])
    """
    # Python's own power: NumPy's vectorised one gives 9.999999999999999e-06 for 10^-5.
    return np.array([10.0 ** float(exponent) for exponent in np.linspace(lo, hi, n)])


def linear_schedule(lr0: float, n: int, end: float, total: int) -> np.ndarray:
    """The learning rates of epochs 0 .. n-1 that fall on a line from lr0 to end * lr0.

    lr_k = lr0 (1 - (1 - end) min(k, total) / total).

    Args:
        lr0: rate of epoch 0.
        n: how many epochs.
        end: the factor reached after `total` epochs and kept from then on.
        total: epochs that the fall takes, at least 1.

    Returns:
        (n,) float64.

    Source: sheet item s4.4b.ii.list; `torch.optim.lr_scheduler.LinearLR` with start_factor 1,
    end_factor `end`, total_iters `total`.

    >>> linear_schedule(0.1, 10, 0.5, 30).round(5)[[0, 1, 2, 9]]
    array([0.1    , 0.09833, 0.09667, 0.085  ])
    """
    passed = np.minimum(np.arange(n), total) / total
    return lr0 * (1.0 - (1.0 - end) * passed)


def learning_rate_sweep(
    data: Mapping[str, tuple[np.ndarray, np.ndarray]],
    rates: Iterable[float],
    seed: int,
    *,
    hidden_dims: Sequence[int] = (32,),
    batch_size: int = 32,
    epochs: int = 5,
) -> dict[float, dict[str, list[float]]]:
    """Trains the same network once for each rate, every time from the same start.

    Going on from the weights of the previous rate would let the order of the rates decide.

    Args:
        data: as for `train`.
        rates: the learning rates to try.
        seed: the same for all of them.
        hidden_dims: of the network.
        batch_size: of the training.
        epochs: of the training.

    Returns:
        For every rate, in the order given: "loss", one number a batch, and "val_accuracy", one a
        epoch. Losses of a rate that diverges may be large, infinite or NaN.

    Source: sheet items s4.4b.iii and s4.4b.iv.

    >>> x, t = np.eye(4), np.arange(4)
    >>> data = {"train": (x, t), "validation": (x, t), "test": (x, t)}
    >>> sweep = learning_rate_sweep(data, [1e-3, 1.0], seed=0, epochs=20)
    >>> list(sweep), sweep[1.0]["val_accuracy"][-1]
    ([0.001, 1.0], 1.0)
    """
    sweep = {}
    for rate in rates:
        # A rate of 100 sends the weights to infinity: that is the finding, not an accident.
        with np.errstate(over="ignore", invalid="ignore"):
            _, val_accuracies, _, logging = train(
                hidden_dims, float(rate), batch_size, epochs, seed, data
            )
        sweep[float(rate)] = {"loss": logging["loss"], "val_accuracy": val_accuracies}
    return sweep


def best_learning_rate(sweep: Mapping[float, Mapping[str, Sequence[float]]]) -> float:
    """The rate with the highest validation accuracy of any epoch; the smallest one of a tie.

    The training loss would be a poor criterion: it does not see overfitting, and NaN compares
    as neither larger nor smaller.

    Args:
        sweep: what `learning_rate_sweep` returns.

    Returns:
        One of its rates.

    Source: sheet items s4.4b.iii.best and s4.4b.iv.1.

    >>> best_learning_rate({0.1: {"val_accuracy": [0.2, 0.9]}, 1.0: {"val_accuracy": [0.5, 0.8]}})
    0.1
    """
    return min(sweep, key=lambda rate: (-max(sweep[rate]["val_accuracy"]), rate))
