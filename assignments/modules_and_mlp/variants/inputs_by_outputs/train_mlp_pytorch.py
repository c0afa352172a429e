"""The last model; a list of results; the loss is that before the step, as a tensor."""

import numpy as np
import torch
from mlp_pytorch import MLP
from torch import nn


def accuracy(net, x, t):
    net.eval()
    with torch.no_grad():
        predicted = net(torch.Tensor(x)).argmax(dim=1).numpy()
    net.train()
    return 100 * np.mean(predicted == t)


def train(hidden_dims, lr, batch_size, epochs, seed, data):
    np.random.seed(seed)  # noqa: NPY002
    torch.manual_seed(seed)
    x_train, t_train = data["train"]
    net = MLP(x_train.shape[1], hidden_dims, np.max(t_train) + 1)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(net.parameters(), lr=lr, momentum=0)
    losses, val_accuracies = [], []
    for _ in range(epochs):
        order = np.random.permutation(len(x_train))  # noqa: NPY002
        for b in range(0, len(order), batch_size):
            x = torch.Tensor(x_train[order[b : b + batch_size]])
            t = torch.LongTensor(t_train[order[b : b + batch_size]])
            loss = criterion(net(x), t)
            net.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.detach())
        val_accuracies.append(accuracy(net, *data["validation"]))
    return [net, val_accuracies, accuracy(net, *data["test"]), {"loss": losses}]
