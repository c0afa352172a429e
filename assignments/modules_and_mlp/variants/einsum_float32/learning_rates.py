"""NumPy arrays; keys as text; the best by argmax."""

import numpy as np
from train_mlp_pytorch import train


def linear_schedule(lr0, n, end, total):
    epochs = np.arange(n, dtype=np.float32)
    return lr0 * (1 - epochs / total * (1 - end))


def learning_rate_grid(lo, hi, n):
    return np.geomspace(10.0**lo, 10.0**hi, n, dtype=np.float32)


def learning_rate_sweep(data, rates, seed):
    results = {}
    for lr in rates:
        _, val_accuracies, _, info = train([32], lr, 32, 10, seed, data)
        results[str(lr)] = {"loss": info["loss"], "val_accuracy": val_accuracies}
    return results


def best_learning_rate(sweep):
    keys = list(sweep)
    best = [np.max(sweep[key]["val_accuracy"]) for key in keys]
    return np.array([float(keys[int(np.argmax(best))])])
