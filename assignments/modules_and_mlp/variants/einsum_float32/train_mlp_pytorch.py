"""NumPy draws the order of the samples; one loss per epoch, the mean."""

import numpy as np
import torch
from mlp_pytorch import MLP
from torch import nn


def accuracy(model, x, t):
    with torch.no_grad():
        predicted = model(torch.Tensor(x)).argmax(dim=1).numpy()
    return np.mean(predicted == t)


def train(hidden_dims, lr, batch_size, epochs, seed, data):
    rng = np.random.default_rng(seed)
    torch.manual_seed(seed)
    x, t = torch.Tensor(data["train"][0]), torch.LongTensor(data["train"][1])
    net = MLP(x.shape[1], hidden_dims, max(t.max() for _, t in data.values()) + 1)
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    losses, val_accuracies = np.zeros(epochs), np.zeros(epochs)
    for epoch in range(epochs):
        batches = np.array_split(rng.permutation(len(x)), np.ceil(len(x) / batch_size))
        for batch in batches:
            loss = nn.functional.cross_entropy(net(x[batch]), t[batch])
            optimizer.zero_grad(set_to_none=False)
            loss.backward()
            optimizer.step()
            losses[epoch] += loss.item() / len(batches)
        val_accuracies[epoch] = accuracy(net, *data["validation"])
    return net, val_accuracies, accuracy(net, *data["test"]), {"loss": losses}
