"""PyTorch inside: autograd instead of formulas, tensors and float tensors come back."""

# ruff: noqa: F821 - `answers` is the dict of the submission

import torch


def _neuron(w, b, x, z):
    w, b = (torch.tensor(float(v), dtype=torch.float64, requires_grad=True) for v in (w, b))
    cost = 0.5 * (torch.sigmoid(w * x + b) - z) ** 2
    return torch.autograd.grad(cost, (w, b))


def sigmoid_neuron_gradient(w, b, x, z):
    return _neuron(w, b, x, z)


def gradient_norm_and_bound(w, b, x, z):
    norm = torch.stack(_neuron(w, b, x, z)).norm()
    bound = 0.25 * torch.sqrt(torch.tensor(1 + x * x)) * (1 + abs(z))
    return norm, bound


def gradient_descent(w, b, x, z, eta, n):
    point = torch.tensor([w, b], dtype=torch.float64)
    path = [point]
    for _ in range(n):
        point = point - eta * torch.stack(_neuron(*point.tolist(), x, z))
        path.append(point)
    return torch.stack(path).T


def sin_cos_graph(x):
    x = torch.tensor(float(x), dtype=torch.float64, requires_grad=True)
    s = x
    for _ in range(4):
        s = torch.sin(s) + torch.cos(s)
    y = torch.sin(s) * torch.cos(s)
    y.backward()
    return y.detach(), x.grad


_network = torch.nn.Sequential(torch.nn.Linear(4, 2), torch.nn.ReLU(), torch.nn.Linear(2, 1))
with torch.no_grad():
    _network[0].weight[:] = torch.tensor([[1.0, -1.0, 1.0, -1.0], [-1.0, 1.0, -1.0, 1.0]])
    _network[0].bias[:] = 0.0
    _network[2].weight[:] = 4.0
    _network[2].bias[:] = -4.0


def line_network(x):
    with torch.no_grad():
        return torch.sigmoid(_network(torch.as_tensor(x, dtype=torch.float32)))


def stable_softmax(a):
    return torch.softmax(torch.from_numpy(a), dim=-1)


answers.update(
    {
        "s2.0706.forward": torch.tensor(
            [0.8415, 0.5403, 0.9822, 0.1879, 0.9208, 0.3901, 0.9664, 0.2570, 0.9403, 0.3404, 0.3201]
        ),
        "s2.0706": torch.tensor(-0.0692),
        "s2.0706.steps": torch.tensor(
            [[0.3404, 0.9403], [-0.7682] * 2, [0.5450] * 2, [-0.2892] * 2, [0.2297] * 2]
        ),
        "s2.lin.a": torch.full((4,), 0.5),
    }
)
