import numpy as np
import torch
from mlp_pytorch import MLP
from torch import nn


def linear_schedule(lr0, n, end, total):
    return [lr0 * (1 - (1 - end) * (k + 1) / total) for k in range(n)]


def learning_rate_grid(lo, hi, n):
    return np.logspace(lo, hi, n + 1)[:-1]


def learning_rate_sweep(data, rates, seed):
    torch.manual_seed(seed)
    x, t = torch.tensor(data["train"][0]).float(), torch.tensor(data["train"][1])
    xv, tv = torch.tensor(data["validation"][0]).float(), torch.tensor(data["validation"][1])
    mlp = MLP(x.shape[1], [32], 10)
    criterion = nn.CrossEntropyLoss()
    sweep = {}
    for rate in rates:
        optimizer = torch.optim.SGD(mlp.parameters(), lr=rate)
        losses, accuracies = [], []
        for epoch in range(10):
            for batch in torch.randperm(len(x)).split(32):
                optimizer.zero_grad()
                loss = criterion(mlp(x[batch]), t[batch])
                loss.backward()
                optimizer.step()
                losses.append(loss.item())
            with torch.no_grad():
                accuracies.append((mlp(xv).argmax(1) == tv).float().mean().item())
        sweep[rate] = {"loss": losses, "val_accuracy": accuracies}
    return sweep


def best_learning_rate(sweep):
    rates = list(sweep)
    return rates[int(np.argmin([sweep[rate]["loss"][-1] for rate in rates]))]
