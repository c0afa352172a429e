import torch

from train_mlp_pytorch import train


def linear_schedule(lr0, n, end, total):
    return torch.linspace(lr0, end * lr0, total + 1)[:n]


def learning_rate_grid(lo, hi, n):
    return torch.logspace(lo, hi, n)


def learning_rate_sweep(data, rates, seed):
    out = {}
    for rate in rates:
        _, val, _, logging = train([32], float(rate), 32, 10, seed, data)
        out[float(rate)] = {'loss': logging['loss'], 'val_accuracy': val}
    return out


def best_learning_rate(sweep):
    rates = list(sweep)
    return rates[torch.tensor([max(sweep[r]['val_accuracy']) for r in rates]).argmax()]
