"""torch inside: autograd does the work, tensors come back."""

# ruff: noqa: F821 - `answers` is the dict of the submission

import torch


def collapse_linear(Ws, bs):
    layers = [(torch.tensor(W), torch.tensor(b)) for W, b in zip(Ws, bs, strict=True)]

    def network(x):
        for W, b in layers:
            x = torch.nn.functional.linear(x, W, b)
        return x

    zero = torch.zeros(layers[0][0].shape[1], dtype=torch.float64)
    return torch.autograd.functional.jacobian(network, zero), network(zero)


def activation_slopes(lam, al):
    def selu(x):
        return torch.where(x > 0, lam * x, al * (torch.exp(x) - 1))

    rows = []
    for function in (torch.sigmoid, torch.tanh, torch.relu, selu):
        row = [function(torch.zeros((), dtype=torch.float64))]
        for beside in (-1e-9, 1e-9):
            x = torch.tensor(beside, dtype=torch.float64, requires_grad=True)
            row.append(torch.autograd.grad(function(x), x)[0])
        rows.append(torch.stack(row))
    return torch.stack(rows)


def edge_derivatives(edges, out, o, inputs):
    """Values are 0 everywhere: only how they depend on each other matters."""
    free = {}
    for start, end, _ in edges:
        for node in (start, end):
            free[node] = torch.zeros((), dtype=torch.float64, requires_grad=True)

    def value(node):
        arriving = [d * value(start) for start, end, d in edges if end == node]
        return free[node] + sum(arriving)

    loss = -torch.log(o + value(out))
    loss.backward()
    gradients = [free[x].grad for x in inputs]
    return torch.stack(
        [torch.zeros((), dtype=torch.float64) if g is None else g for g in gradients]
    )


def two_branch_gradient(v, W1, W2, g1, g2):
    v, W1, W2, g1, g2 = (torch.from_numpy(a) for a in (v, W1, W2, g1, g2))
    v = v.clone().requires_grad_()
    z1, z2 = W1 @ v, W2 @ v
    loss = g1 @ torch.relu(z1) + g2 @ torch.sigmoid(z2)
    return torch.autograd.grad(loss, (z1, z2, v))


def two_branch_sizes(nv, nh):
    W1, W2 = torch.nn.Linear(nv, nh).weight, torch.nn.Linear(nv, nh).weight
    return W1.shape, W2.shape, torch.Size([nv])


answers.update(
    {
        "s2.0901.mid": torch.tensor([-10.0, 10, -10, -20, 30, -10, 10]),
        "s2.0901.x1": torch.tensor(-100.0),
        "s2.0616.x": torch.tensor([-180.0, 110, -30]),
        "s2.0708.a2": torch.tensor([0.16, 0.75, 0.42]),
    }
)
