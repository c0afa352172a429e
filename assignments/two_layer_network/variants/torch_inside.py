"""PyTorch inside: nn.Linear, autograd, torch Jacobians; tensors come back, float32 in the trainer."""

import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self, W1, b1, W2, b2):
        super().__init__()
        D, N = W1.shape
        K = W2.shape[0]
        self.fc1 = nn.Linear(N, D)
        self.fc2 = nn.Linear(D, K)
        with torch.no_grad():
            self.fc1.weight.copy_(torch.as_tensor(W1))
            self.fc1.bias.copy_(torch.as_tensor(b1))
            self.fc2.weight.copy_(torch.as_tensor(W2))
            self.fc2.bias.copy_(torch.as_tensor(b2))

    def forward(self, x):
        return self.fc2(5 * F.relu(self.fc1(x)))


class TwoLayerTrainer:
    def __init__(self, W1, b1, W2, b2, lr):
        self.model = Net(W1, b1, W2, b2)
        self.opt = torch.optim.SGD(self.model.parameters(), lr=lr)

    def step(self, X, Y):
        X, Y = torch.as_tensor(X).float(), torch.as_tensor(Y).float()
        loss = F.mse_loss(self.model(X), Y, reduction="sum") / X.size(0)
        loss.backward()
        self.opt.step()
        self.opt.zero_grad()
        return loss.item()

    def params(self):
        return list(self.model.parameters())


def tensors(*arrays):
    return [torch.as_tensor(a).double() for a in arrays]


def forward_regression(x, y, W1, b1, W2, b2):
    x, y, W1, b1, W2, b2 = tensors(x, y, W1, b1, W2, b2)
    s1 = F.linear(x, W1, b1)
    a1 = 5 * F.relu(s1)
    s2 = F.linear(a1, W2, b2)
    return s1, a1, s2, s2, F.mse_loss(s2, y, reduction="sum")


def local_jacobians(x, a1, W2):
    x, a1, W2 = tensors(x, a1, W2)
    J = torch.autograd.functional.jacobian
    W1, b1, b2 = (
        torch.zeros(len(a1), len(x)).double(),
        torch.zeros(len(a1)).double(),
        torch.zeros(len(W2)).double(),
    )
    second = J(F.linear, (a1, W2, b2))
    first = J(F.linear, (x, W1, b1))
    return second + first[1:]


def jacobians_regression(s1, s2, yt, y):
    s1, s2, yt, y = tensors(s1, s2, yt, y)
    J = torch.autograd.functional.jacobian
    return (
        J(lambda s: 5 * F.relu(s), s1),
        J(lambda s: s + 0, s2),
        J(lambda t: ((t - y) ** 2).sum(), yt),
    )


def parameter_gradients(loss, params):
    params = [p.requires_grad_() for p in params]
    return torch.autograd.grad(loss(*params), params)


def gradients_regression(x, y, W1, b1, W2, b2):
    x, y, *params = tensors(x, y, W1, b1, W2, b2)
    return parameter_gradients(
        lambda W1, b1, W2, b2: ((F.linear(5 * F.relu(F.linear(x, W1, b1)), W2, b2) - y) ** 2).sum(),
        [p.clone() for p in params],
    )


def net(x, W1, b1, W2, b2):
    a1 = torch.tanh(F.linear(x, W1, b1))
    return a1, torch.sigmoid(F.linear(a1, W2, b2))


def classification_squared_error(x, y, W1, b1, W2, b2):
    x, y, *params = tensors(x, y, W1, b1, W2, b2)
    a1, yt = net(x, *params)
    grads = parameter_gradients(
        lambda *p: ((net(x, *p)[1] - y) ** 2).sum(), [p.clone() for p in params]
    )
    return (a1, yt, ((yt - y) ** 2).sum(), *grads)


def classification_bce(x, y, W1, b1, W2, b2):
    x, y, *params = tensors(x, y, W1, b1, W2, b2)
    params = [p.clone().requires_grad_() for p in params]
    W1, b1, W2, b2 = params
    a1 = torch.tanh(F.linear(x, W1, b1))
    s2 = F.linear(a1, W2, b2)
    yt = torch.sigmoid(s2)
    s2.retain_grad()
    yt.retain_grad()
    loss = nn.BCELoss()(yt, y)
    loss.backward()
    return (loss, yt.grad, s2.grad, *(p.grad for p in params))


def softargmax(x, beta):
    z = torch.as_tensor(x) * beta
    return F.softmax(z, dim=0), torch.logsumexp(z, 0) / beta
