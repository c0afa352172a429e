import copy

import numpy as np
import torch
from mlp_pytorch import MLP
from torch import nn


@torch.no_grad()
def accuracy(model, x, t):
    model.eval()
    return (model(x).argmax(dim=1) == t).float().mean().item()


def train(hidden_dims, lr, batch_size, epochs, seed, data):
    np.random.seed(seed)
    torch.manual_seed(seed)
    tensors = {}
    for name, (x, t) in data.items():
        tensors[name] = (
            torch.as_tensor(x, dtype=torch.float32),
            torch.as_tensor(t, dtype=torch.long),
        )
    x, t = tensors["train"]

    model = MLP(x.shape[1], hidden_dims, int(t.max()) + 1)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    val_accuracies = []
    logging = {"loss": []}
    best_model, best_accuracy = model, -1.0

    for epoch in range(epochs):
        model.train()
        order = torch.randperm(len(x))
        for start in range(0, len(x), batch_size):
            batch = order[start : start + batch_size]
            optimizer.zero_grad()
            loss = criterion(model(x[batch]), t[batch])
            loss.backward()
            optimizer.step()
            logging["loss"].append(loss.item())
        val_accuracies.append(accuracy(model, *tensors["validation"]))
        if val_accuracies[-1] > best_accuracy:
            best_accuracy = val_accuracies[-1]
            best_model = copy.deepcopy(model)

    test_accuracy = accuracy(best_model, *tensors["test"])
    return best_model, val_accuracies, test_accuracy, logging
