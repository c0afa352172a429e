"""PyTorch inside: autograd does the derivatives, modules are counted; tensors come back."""

import itertools

import torch

answers = {
    "s3.T1.x1": torch.tensor(0.4),
    "s3.T1.y1": torch.tensor(-0.38),
    "s3.T1.z": torch.tensor(0.62),
    "s3.T1.dw0": torch.tensor(-0.2),
    "s3.T1.dw1": torch.tensor(0.4),
    "s3.T1.db0": torch.tensor(-0.2),
    "s3.T1.db1": torch.tensor(1.0),
    "s3.T2.A": torch.zeros(32, 1024).shape,
    "s3.T2.B": torch.zeros(32, 512).shape,
    "s3.T2.C": torch.tensor(32),
    "s3.T3": torch.tensor([31744, 524800, 513]).sum(),
}


def residual_block(*args):
    leaves = [torch.tensor(float(a), dtype=torch.float64, requires_grad=True) for a in args]
    x0, w0, b0, w1, b1 = leaves
    x1 = torch.relu(x0 * w0 + b0)
    y1 = x1 * w1 + b1
    z = torch.relu(y1 + x0)
    z.backward()
    return x1.detach(), y1.detach(), z.detach(), w0.grad, w1.grad, b0.grad, b1.grad, x0.grad


def layers(sizes):
    return [torch.nn.Linear(m, n) for m, n in itertools.pairwise(sizes)]


def layer_outputs(sizes, batch):
    x = torch.zeros(batch, sizes[0])
    out = []
    for layer in layers(sizes):
        x = layer(x)
        out.append(tuple(x.shape))
    return out


def parameter_count(sizes):
    return sum(p.numel() for layer in layers(sizes) for p in layer.parameters())


def softmax_jacobian(h):
    return torch.autograd.functional.jacobian(lambda v: torch.softmax(v, 0), torch.tensor(h))


def softmax_cross_entropy_gradient(h, y):
    h = torch.tensor(h, requires_grad=True)
    (-(torch.tensor(y) * torch.log_softmax(h, 0)).sum()).backward()
    return h.grad
