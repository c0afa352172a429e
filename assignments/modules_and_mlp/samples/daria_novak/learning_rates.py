import numpy as np
import torch
from train_mlp_pytorch import train


def linear_schedule(lr0, n, end, total):
    """Taken from PyTorch itself."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=lr0)
    scheduler = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, end, total_iters=total)
    rates = []
    for _ in range(n):
        rates.append(scheduler.get_last_lr()[0])
        optimizer.step()
        scheduler.step()
    return rates


def learning_rate_grid(lo, hi, n):
    return np.geomspace(10.0**lo, 10.0**hi, n).astype(np.float32)[::-1]


def learning_rate_sweep(data, rates, seed):
    def curves(rate):
        _, val_accuracies, _, logging = train([32], rate, 32, 10, seed, data)
        return {"loss": logging["loss"], "val_accuracy": val_accuracies}

    return {rate: curves(rate) for rate in rates}


def best_learning_rate(sweep):
    return max(sweep, key=lambda rate: max(sweep[rate]["val_accuracy"]))
