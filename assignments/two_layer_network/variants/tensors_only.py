"""Written for torch tensors from end to end: what is no tensor is not converted."""

import torch
from torch import nn


class TwoLayerTrainer:
    def __init__(self, W1, b1, W2, b2, lr):
        self.theta = [nn.Parameter(p.clone()) for p in (W1, b1, W2, b2)]
        self.optimizer = torch.optim.SGD(self.theta, lr)

    def step(self, X, Y):
        W1, b1, W2, b2 = self.theta
        yt = torch.addmm(b2, 5 * torch.addmm(b1, X, W1.t()).clamp(min=0), W2.t())
        self.optimizer.zero_grad()
        torch.mean(torch.sum(torch.square(yt - Y), dim=-1)).backward()
        self.optimizer.step()

    def params(self):
        return self.theta


def forward_regression(x, y, W1, b1, W2, b2):
    s1 = torch.mv(W1, x) + b1
    a1 = 5 * torch.relu(s1)
    s2 = torch.mv(W2, a1) + b2
    return s1, a1, s2, s2, torch.dist(s2, y) ** 2


def local_jacobians(x, a1, W2):
    K, D = W2.shape
    one_k = torch.eye(K, dtype=x.dtype)
    one_d = torch.eye(D, dtype=x.dtype)
    by_W2 = torch.kron(one_k, a1.unsqueeze(0)).view(K, K, D)
    by_W1 = torch.kron(one_d, x.unsqueeze(0)).view(D, D, x.numel())
    return W2, by_W2, one_k, by_W1, one_d


def jacobians_regression(s1, s2, yt, y):
    return torch.diag(5.0 * (s1 > 0)), torch.eye(s2.numel()), (2 * (yt - y)).unsqueeze(0)


def gradients_regression(x, y, W1, b1, W2, b2):
    parameters = [p.clone().requires_grad_(True) for p in (W1, b1, W2, b2)]
    *_, loss = forward_regression(x, y, *parameters)
    loss.backward()
    return [p.grad for p in parameters]


def outputs(x, W1, b1, W2, b2):
    a1 = torch.tanh(torch.mv(W1, x) + b1)
    return a1, torch.sigmoid(torch.mv(W2, a1) + b2)


def classification_squared_error(x, y, W1, b1, W2, b2):
    parameters = [p.clone().requires_grad_(True) for p in (W1, b1, W2, b2)]
    a1, yt = outputs(x, *parameters)
    loss = torch.sum((yt - y) ** 2)
    loss.backward()
    return a1, yt, loss, *(p.grad for p in parameters)


def classification_bce(x, y, W1, b1, W2, b2):
    parameters = [p.clone().requires_grad_(True) for p in (W1, b1, W2, b2)]
    a1 = torch.tanh(torch.mv(parameters[0], x) + parameters[1])
    s2 = torch.mv(parameters[2], a1) + parameters[3]
    yt = torch.sigmoid(s2)
    loss = nn.functional.binary_cross_entropy(yt, y)
    dyt, ds2, *gradients = torch.autograd.grad(loss, [yt, s2, *parameters])
    return loss, dyt, ds2, *gradients


def softargmax(x, beta):
    return torch.softmax(beta * x, dim=-1), torch.logsumexp(beta * x, dim=-1) / beta
