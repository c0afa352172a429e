"""Lists built in loops; the rates as powers of ten."""

from train_mlp_pytorch import train


def linear_schedule(lr0, n, end, total):
    rates = []
    for epoch in range(n):
        done = epoch / total
        rates.append(lr0 * ((1 - done) + end * done))
    return rates


def learning_rate_grid(lo, hi, n):
    step = (hi - lo) / (n - 1)
    return [10 ** (lo + i * step) for i in range(n)]


def learning_rate_sweep(data, rates, seed):
    result = {}
    for rate in rates:
        returned = train([32], rate, 32, 10, seed, data)
        result[rate] = {"loss": list(returned[3]["loss"]), "val_accuracy": list(returned[1])}
    return result


def best_learning_rate(sweep):
    best_rate, best_value = None, 0
    for rate in sweep:
        value = max(sweep[rate]["val_accuracy"])
        if value > best_value:
            best_value, best_rate = value, rate
    return best_rate
