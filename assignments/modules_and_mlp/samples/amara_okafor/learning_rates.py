import math

import numpy as np
from train_mlp_pytorch import train


def linear_schedule(lr0, n, end, total):
    return [lr0 * (1 - (1 - end) * k / total) for k in range(n)]


def learning_rate_grid(lo, hi, n):
    return np.logspace(lo, hi, n)


def learning_rate_sweep(data, rates, seed):
    sweep = {}
    for rate in rates:
        _, val_accuracies, _, logging = train([32], rate, 32, 10, seed, data)
        sweep[rate] = {"loss": logging["loss"], "val_accuracy": val_accuracies}
    return sweep


def best_learning_rate(sweep):
    best, best_accuracy = None, -math.inf
    for rate, curves in sweep.items():
        accuracy = max(curves["val_accuracy"])
        if accuracy > best_accuracy:
            best, best_accuracy = rate, accuracy
    return best
