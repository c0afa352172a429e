"""Torch's own linspace and logspace; the sweep calls train by keywords."""

import torch
from train_mlp_pytorch import train


def linear_schedule(lr0, n, end, total):
    return torch.linspace(lr0, end * lr0, total + 1)[:n]


def learning_rate_grid(lo, hi, n):
    return torch.logspace(hi, lo, n)


def learning_rate_sweep(data, rates, seed):
    out = {}
    for rate in map(float, rates):
        _, val, _, logging = train(
            hidden_dims=[32], lr=rate, batch_size=32, epochs=10, seed=seed, data=data
        )
        out[rate] = {"loss": torch.tensor(logging["loss"]), "val_accuracy": torch.tensor(val)}
    return out


def best_learning_rate(sweep):
    rates = list(sweep)
    return rates[torch.tensor([max(sweep[r]["val_accuracy"]) for r in rates]).argmax()]
