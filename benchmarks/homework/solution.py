"""A right solution of the benchmark homework, and four wrong ones as changes of its text."""

import numpy as np
import torch
from torch import nn


class LinearModule:
    def __init__(self, in_features, out_features, rng=None):
        rng = np.random.default_rng(0) if rng is None else rng
        self.W = rng.normal(0.0, np.sqrt(2.0 / in_features), (out_features, in_features))
        self.b = np.zeros(out_features)

    def forward(self, x):
        self.x = x
        return x @ self.W.T + self.b

    def backward(self, dout):
        self.dW = dout.T @ self.x
        self.db = dout.sum(axis=0)
        return dout @ self.W


class ReLUModule:
    def forward(self, x):
        self.mask = x > 0
        return np.where(self.mask, x, 0.0)

    def backward(self, dout):
        return dout * self.mask


class SoftMaxModule:
    def forward(self, x):
        z = x - x.max(axis=1, keepdims=True)
        e = np.exp(z)
        self.y = e / e.sum(axis=1, keepdims=True)
        return self.y

    def backward(self, dout):
        return self.y * (dout - (dout * self.y).sum(axis=1, keepdims=True))


class CrossEntropyModule:
    def forward(self, p, t):
        return float(-np.log(p[np.arange(len(p)), t]).mean())

    def backward(self, p, t):
        d = np.zeros_like(p)
        d[np.arange(len(p)), t] = -1.0 / p[np.arange(len(p)), t] / len(p)
        return d


def train_numpy_mlp(X, y, hidden, lr, batch, epochs, seed=0):
    rng = np.random.default_rng(seed)
    one, relu = LinearModule(X.shape[1], hidden, rng), ReLUModule()
    two, softmax, loss = LinearModule(hidden, 10, rng), SoftMaxModule(), CrossEntropyModule()

    def forward(x):
        return softmax.forward(two.forward(relu.forward(one.forward(x))))

    losses = []
    for _ in range(epochs):
        order, total = rng.permutation(len(X)), 0.0
        for i in range(0, len(X), batch):
            idx = order[i : i + batch]
            p = forward(X[idx])
            total += loss.forward(p, y[idx]) * len(idx)
            one.backward(relu.backward(two.backward(softmax.backward(loss.backward(p, y[idx])))))
            for layer in (one, two):
                layer.W -= lr * layer.dW
                layer.b -= lr * layer.db
        losses.append(total / len(X))
    return losses, float((forward(X).argmax(axis=1) == y).mean())


class TorchMLP(nn.Module):
    def __init__(self, n_in, n_hidden, n_out):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(n_in, n_hidden), nn.ReLU(), nn.Linear(n_hidden, n_out))

    def forward(self, x):
        return self.net(x)


def train_torch_mlp(X, y, lr, batch, epochs, seed=0):
    torch.manual_seed(seed)
    X, y = torch.as_tensor(X, dtype=torch.float32), torch.as_tensor(y)
    model = TorchMLP(X.shape[1], 32, 10)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    loss_fn = nn.CrossEntropyLoss()
    losses = []
    for _ in range(epochs):
        order, total = torch.randperm(len(X)), 0.0
        for i in range(0, len(X), batch):
            idx = order[i : i + batch]
            loss = loss_fn(model(X[idx]), y[idx])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(idx)
        losses.append(total / len(X))
    return losses


answers = {"a1": 557057, "a2": -0.2, "a3": 0.4, "a4": 14, "a5": 0.66524096}
