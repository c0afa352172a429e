"""`end` of the schedule is read as a rate and the rates are rounded; the grid comes backwards."""

import numpy as np
from train_mlp_pytorch import train


def linear_schedule(lr0, n, end, total):
    return np.round(np.linspace(lr0, end, total + 1)[:n], 5)


def learning_rate_grid(lo, hi, n):
    return tuple(10.0 ** np.linspace(hi, lo, n))


def learning_rate_sweep(data, rates, seed):
    sweep = {}
    for rate in sorted(rates, reverse=True):
        _, accuracies, _, logging = train([32], rate, 32, 10, seed, data)
        sweep[rate] = dict(val_accuracy=[100 * a for a in accuracies], loss=logging["loss"])
    return sweep


def best_learning_rate(sweep):
    return max((max(curves["val_accuracy"]), rate) for rate, curves in sweep.items())[1]
