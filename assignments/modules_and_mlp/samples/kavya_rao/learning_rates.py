import numpy as np
from train_mlp_pytorch import train


def linear_schedule(lr0, n, end, total):
    # from lr0 down to the rate `end`
    return lr0 - (lr0 - end) * np.arange(n) / total


def learning_rate_grid(lo, hi, n):
    return np.logspace(lo, hi, n)


def learning_rate_sweep(data, rates, seed):
    sweep = {}
    for rate in rates:
        _, val, _, logging = train([32], rate, 32, 10, seed, data)
        steps = len(logging["loss"]) // 10
        means = [np.mean(logging["loss"][i * steps : (i + 1) * steps]) for i in range(10)]
        sweep[rate] = {"loss": means, "val_accuracy": val}
    return sweep


def best_learning_rate(sweep):
    rates = sorted(sweep)
    return rates[np.argmax([max(sweep[rate]["val_accuracy"]) for rate in rates])]
