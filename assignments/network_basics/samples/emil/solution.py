"""PyTorch inside: autograd does the derivatives; tensors come back."""
import numpy as np
import torch

torch.set_default_dtype(torch.float64)
answers = {
    "s3.T1.x1": 0.4,
    "s3.T1.y1": -0.38,
    "s3.T1.z": 0.62,
    "s3.T1.dw0": -0.2,
    "s3.T1.dw1": 0.4,
    "s3.T1.db0": -0.2,
    "s3.T1.db1": 1,
    "s3.T2.A": 32768,
    "s3.T2.B": 16384,
    "s3.T2.C": 32,
    "s3.T3": 557057,
}


def residual_block(*args):
    leaves = [torch.tensor(float(a), requires_grad=True) for a in args]
    x0, w0, b0, w1, b1 = leaves
    x1 = torch.relu(x0 * w0 + b0)
    y1 = x1 * w1 + b1
    z = torch.relu(y1 + x0)
    z.backward()
    return x1.detach(), y1.detach(), z.detach(), w0.grad, w1.grad, b0.grad, b1.grad, x0.grad


def layers(sizes):
    return [torch.nn.Linear(m, n) for m, n in zip(sizes[:-1], sizes[1:])]


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


class TwoLayerNet:
    def __init__(self, input_size, hidden_size, output_size, std=1e-4):
        self.params = {
            "W1": std * torch.randn(input_size, hidden_size),
            "b1": torch.zeros(hidden_size),
            "W2": std * torch.randn(hidden_size, output_size),
            "b2": torch.zeros(output_size),
        }

    def _leaves(self):
        return {k: torch.as_tensor(v).clone().requires_grad_() for k, v in self.params.items()}

    def _scores(self, X, p):
        return torch.relu(torch.as_tensor(X) @ p["W1"] + p["b1"]) @ p["W2"] + p["b2"]

    def loss(self, X, y=None, reg=0.0):
        p = self._leaves()
        s = self._scores(X, p)
        if y is None:
            return s.detach()
        loss = torch.nn.functional.cross_entropy(s, torch.as_tensor(y))
        loss = loss + reg * ((p["W1"] ** 2).sum() + (p["W2"] ** 2).sum())
        loss.backward()
        return loss.detach(), {k: v.grad for k, v in p.items()}

    def train(self, X, y, X_val, y_val, learning_rate=1e-3, learning_rate_decay=0.95, reg=5e-6,
              num_iters=100, batch_size=200, verbose=False):
        history = []
        for it in range(num_iters):
            rows = torch.randint(len(X), (batch_size,))
            loss, grads = self.loss(torch.as_tensor(X)[rows], torch.as_tensor(y)[rows], reg)
            history.append(loss.item())
            self.params = {k: torch.as_tensor(v) - learning_rate * grads[k] for k, v in self.params.items()}
            if (it + 1) % max(1, len(X) // batch_size) == 0:
                learning_rate *= learning_rate_decay
        return {"loss_history": history, "train_acc_history": [], "val_acc_history": []}

    def predict(self, X):
        return self.loss(X).argmax(1)
