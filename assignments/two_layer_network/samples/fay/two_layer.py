import numpy as np
import torch


class TwoLayerTrainer:
    def __init__(self, W1, b1, W2, b2, lr):
        self.W1 = torch.tensor(W1, requires_grad=True)
        self.b1 = torch.tensor(b1, requires_grad=True)
        self.W2 = torch.tensor(W2, requires_grad=True)
        self.b2 = torch.tensor(b2, requires_grad=True)
        self.optimizer = torch.optim.SGD([self.W1, self.b1, self.W2, self.b2], lr=lr)

    def step(self, X, Y):
        hidden = 5 * torch.relu(torch.tensor(X) @ self.W1.T + self.b1)
        yt = hidden @ self.W2.T + self.b2
        loss = ((yt - torch.tensor(Y)) ** 2).sum(1).mean()
        loss.backward()
        self.optimizer.step()

    def params(self):
        return self.W1, self.b1, self.W2, self.b2


def forward_regression(x, y, W1, b1, W2, b2):
    s1 = W1 @ x + b1
    a1 = 5 * np.maximum(s1, 0)
    s2 = W2 @ a1 + b2
    yt = s2
    loss = np.mean((yt - y) ** 2)
    return s1, a1, s2, yt, loss


def local_jacobians(x, a1, W2):
    K, D = W2.shape
    N = len(x)
    return W2, np.tile(a1, (K, K, 1)), np.ones(K), np.tile(x, (D, D, 1)), np.ones(D)


def jacobians_regression(s1, s2, yt, y):
    Ja = 5 * (s1 > 0)
    Jy = np.ones(len(s2))
    g = yt - y
    return Ja, Jy, g


def gradients_regression(x, y, W1, b1, W2, b2):
    s1 = W1 @ x + b1
    a1 = 5 * np.maximum(s1, 0)
    yt = W2 @ a1 + b2
    db2 = yt - y
    dW2 = np.outer(db2, a1)
    db1 = 5 * (W2.T @ db2)
    dW1 = np.outer(db1, x)
    return dW1, db1, dW2, db2


def sigmoid(s):
    return 1 / (1 + np.exp(-s))


def classification_squared_error(x, y, W1, b1, W2, b2):
    a1 = np.tanh(W1 @ x + b1)
    yt = sigmoid(W2 @ a1 + b2)
    loss = np.sum((yt - y) ** 2)
    db2 = 2 * (yt - y) * sigmoid(yt) * (1 - sigmoid(yt))
    dW2 = np.outer(db2, a1)
    db1 = (W2.T @ db2) * (1 - a1)
    dW1 = np.outer(db1, x)
    return a1, yt, loss, dW1, db1, dW2, db2


def classification_bce(x, y, W1, b1, W2, b2):
    a1 = np.tanh(W1 @ x + b1)
    yt = sigmoid(W2 @ a1 + b2)
    loss = -np.sum(y * np.log(yt) + (1 - y) * np.log(1 - yt))
    dyt = -y / yt + (1 - y) / (1 - yt)
    ds2 = yt - y
    dW2 = np.outer(ds2, a1)
    db1 = (W2.T @ ds2) * (1 - a1)
    dW1 = np.outer(db1, x)
    return loss, dyt, ds2, dW1, db1, dW2, ds2


def softargmax(x, beta):
    e = np.exp(x * beta)
    return e / np.sum(e), np.log(np.sum(e))
