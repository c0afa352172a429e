"""The log is an object; the optimizer is made by a function, the model by another."""

from types import SimpleNamespace

import torch
from mlp_pytorch import MLP
from torch import nn


def epoch_of(model, optimizer, x, t, batch_size):
    model.train()
    order = torch.randperm(x.size(0))
    for start in range(0, x.size(0), batch_size):
        chosen = order[start : start + batch_size]
        optimizer.zero_grad(set_to_none=True)
        loss = nn.CrossEntropyLoss(reduction="sum")(model(x[chosen]), t[chosen]) / len(chosen)
        loss.backward()
        optimizer.step()
        yield loss.detach().clone()


def train(hidden_dims, lr, batch_size, epochs, seed, data):
    torch.manual_seed(seed)
    sets = {k: (torch.tensor(x).float(), torch.tensor(t).long()) for k, (x, t) in data.items()}
    x, t = sets["train"]
    model = MLP(x.size(1), hidden_dims, len(t.unique()))
    optimizer = torch.optim.SGD([{"params": model.parameters()}], lr=lr, weight_decay=0.0)

    def accuracy(name):
        model.eval()
        return torch.mean((model(sets[name][0]).max(1).indices == sets[name][1]).float())

    logging = SimpleNamespace(loss=[])
    val_accuracies = []
    for _ in range(epochs):
        logging.loss.extend(epoch_of(model, optimizer, x, t, batch_size))
        val_accuracies.append(accuracy("validation"))
    return model, torch.stack(val_accuracies), accuracy("test"), logging
