from copy import deepcopy

import numpy as np
import torch
import torch.nn as nn
from mlp_pytorch import MLP
from torch.utils import data as torch_data


@torch.no_grad()
def evaluate_model(model, loader):
    model.eval()
    right = total = 0
    for x, t in loader:
        right += (model(x.to(model.device)).argmax(-1) == t).sum().item()
        total += len(t)
    return right / total


def train(hidden_dims, lr, batch_size, epochs, seed, data):
    np.random.seed(seed)
    torch.manual_seed(seed)
    loaders = {
        name: torch_data.DataLoader(
            torch_data.TensorDataset(torch.from_numpy(x).float(), torch.from_numpy(t)),
            batch_size=batch_size,
            shuffle=name == "train",
        )
        for name, (x, t) in data.items()
    }
    n_inputs, n_classes = data["train"][0].shape[1], np.unique(data["train"][1]).size
    model = MLP(n_inputs, hidden_dims, n_classes)
    loss_module = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr)

    best, val_accuracies, logging = None, [], {"loss": []}
    for _ in range(epochs):
        model.train()
        for x, t in loaders["train"]:
            optimizer.zero_grad()
            loss = loss_module(model(x), t)
            loss.backward()
            optimizer.step()
            logging["loss"].append(loss.detach())
        val_accuracies.append(evaluate_model(model, loaders["validation"]))
        if val_accuracies[-1] == max(val_accuracies):
            best = deepcopy(model)
    logging["loss"] = torch.stack(logging["loss"]).numpy()
    return best, val_accuracies, evaluate_model(best, loaders["test"]), logging
