"""PyTorch inside: autograd does the derivatives, SGD the steps; tensors come back."""

import numpy as np
import torch
import torch.nn.functional as F

torch.set_num_threads(1)


def leaf(a):
    return torch.tensor(np.asarray(a), dtype=torch.float64, requires_grad=True)


def softmax_jacobian(o):
    return torch.autograd.functional.jacobian(lambda z: torch.softmax(z, 0), torch.as_tensor(o))


def nll_gradient(y, c):
    y = leaf(y)
    (-torch.log(y[c])).backward()
    return y.grad


def softmax_nll_gradient(o, t):
    o = leaf(o)
    F.nll_loss(F.log_softmax(o, dim=0)[None], torch.as_tensor(t).argmax()[None]).backward()
    return o.grad


def small_network(x, t, W, b, V, c):
    return batch_network(x[None], np.argmax(t)[None], W, b, V, c)


def batch_network(X, T, W, b, V, c):
    W, b, V, c = parameters = [leaf(p) for p in (W, b, V, c)]
    scores = torch.sigmoid(torch.as_tensor(X) @ W + b) @ V + c
    loss = F.cross_entropy(scores, torch.as_tensor(T))
    return (loss.detach(), *torch.autograd.grad(loss, parameters))


def train_network(X, T, hidden, lr, batch_size, epochs, seed):
    torch.manual_seed(seed)
    X, T = torch.tensor(X), torch.tensor(T)
    first = torch.nn.Linear(X.shape[1], hidden, dtype=torch.float64)
    second = torch.nn.Linear(hidden, int(T.max()) + 1, dtype=torch.float64)
    model = torch.nn.Sequential(first, torch.nn.Sigmoid(), second)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        for rows in torch.randperm(len(X)).split(batch_size):
            optimizer.zero_grad()
            loss = F.cross_entropy(model(X[rows]), T[rows])
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    # Linear keeps its weight as (out, in)
    return {
        "W": first.weight.detach(),
        "b": first.bias.detach(),
        "V": second.weight.detach(),
        "c": second.bias.detach(),
        "losses": losses,
    }


def mean_and_std(curves):
    curves = torch.tensor(np.asarray(curves))
    return curves.mean(dim=0), curves.std(dim=0)


def compare_learning_rates(X, T, X_val, T_val, rates, seed):
    losses = {rate: train_network(X, T, 12, rate, 10, 10, seed)["losses"] for rate in rates}
    means = torch.tensor([losses[rate] for rate in rates]).mean(dim=1)
    return losses, rates[int(means.argmin())]
