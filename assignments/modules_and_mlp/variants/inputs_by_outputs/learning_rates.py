"""Formulas with exp and a recursion; the NumPy network in the sweep."""

import numpy as np
from train_mlp_numpy import train


def linear_schedule(lr0, n, end, total):
    rates = np.full(n, lr0)
    for epoch in range(1, n):
        rates[epoch] = rates[epoch - 1] - lr0 * (1 - end) / total
    return rates


def learning_rate_grid(lo, hi, n):
    return list(np.exp(np.linspace(lo * np.log(10), hi * np.log(10), n)))


def learning_rate_sweep(data, rates, seed):
    runs = [train([24], rate, 16, 6, seed, data) for rate in rates]
    sweep = {}
    for rate, (_, val_accuracies, _, logging) in zip(rates, runs, strict=True):
        losses = np.array(logging["loss"]).reshape(6, -1).mean(axis=1)
        sweep[f"{rate:.0e}"] = {"loss": losses, "val_accuracy": np.array(val_accuracies)}
    return sweep


def best_learning_rate(sweep):
    ranked = sorted(sweep.items(), key=lambda item: np.max(item[1]["val_accuracy"]))
    return float(ranked[-1][0])
