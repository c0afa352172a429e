import numpy as np


def linear_schedule(lr0, n, end, total):
    return list(np.linspace(lr0, lr0 * end, n))


def learning_rate_grid(lo, hi, n):
    return list(np.linspace(10.0**lo, 10.0**hi, n))


def best_learning_rate(sweep):
    return max(max(curves["val_accuracy"]) for curves in sweep.values())
