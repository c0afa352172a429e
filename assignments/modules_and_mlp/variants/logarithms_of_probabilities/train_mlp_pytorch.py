"""NLLLoss of the logarithms; the log is a moving average of the loss."""

import copy

import numpy as np
import torch
from mlp_pytorch import MLP
from torch import nn


def train(hidden_dims, lr, batch_size, epochs, seed, data):
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed + 1)
    x, t = torch.from_numpy(data["train"][0]).float(), torch.from_numpy(data["train"][1])
    model = MLP(x.shape[1], hidden_dims, int(t.max()) + 1)
    criterion, optimizer = nn.NLLLoss(), torch.optim.SGD(model.parameters(), lr=lr)
    best, val_accuracies, losses = None, [], []
    for _ in range(epochs):
        order = torch.randperm(len(x), generator=generator)
        for batch in order.split(batch_size):
            optimizer.zero_grad()
            loss = criterion(model(x[batch]), t[batch])
            loss.backward()
            optimizer.step()
            smooth = losses[-1] if losses else loss.item()
            losses.append(0.9 * smooth + 0.1 * loss.item())
        val_accuracies.append(accuracy(model, *data["validation"]))
        if best is None or val_accuracies[-1] > max(val_accuracies[:-1]):
            best = copy.deepcopy(model.state_dict())
    model.load_state_dict(best)
    return model, np.array(val_accuracies), accuracy(model, *data["test"]), {"loss": losses}


def accuracy(model, x, t):
    with torch.inference_mode():
        return float((model(torch.from_numpy(x).float()).argmax(-1).numpy() == t).mean())
