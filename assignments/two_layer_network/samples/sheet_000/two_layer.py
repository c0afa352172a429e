"""The answers of the solved sheet, its formulas word for word."""
import numpy as np
import torch


class TwoLayerTrainer:
    # (a) step 1: randomly select one sample; step 4: dL/dW1, dL/dW2; step 5: W = W - eta dL/dW
    def __init__(self, W1, b1, W2, b2, lr):
        self.W1 = torch.tensor(W1, requires_grad=True)
        self.b1 = torch.tensor(b1)
        self.W2 = torch.tensor(W2, requires_grad=True)
        self.b2 = torch.tensor(b2)
        self.eta = lr

    def step(self, X, Y):
        i = np.random.randint(len(X))
        x, y = torch.tensor(X[i]), torch.tensor(Y[i])
        yt = self.W2 @ (5 * torch.relu(self.W1 @ x + self.b1)) + self.b2
        L = torch.sum((yt - y) ** 2)
        L.backward()
        with torch.no_grad():
            self.W1 -= self.eta * self.W1.grad
            self.W2 -= self.eta * self.W2.grad

    def params(self):
        return self.W1, self.b1, self.W2, self.b2


def forward_regression(x, y, W1, b1, W2, b2):
    # (b)
    s1 = W1 @ x + b1
    a1 = np.maximum(s1, 0)  # f(s1) = ReLU(s1)
    s2 = W2 @ a1 + b2
    yt = s2
    loss = np.linalg.norm(yt - y)  # ||yt - y||_2
    return s1, a1, s2, yt, loss


def local_jacobians(x, a1, W2):
    # (c)
    K, D = W2.shape
    N = len(x)
    ds2_dW2 = np.zeros((K, K * D))
    for k in range(K):
        ds2_dW2[k, k * D:(k + 1) * D] = a1
    ds1_dW1 = np.zeros((D, D * N))
    for i in range(D):
        ds1_dW1[i, i * N:(i + 1) * N] = x
    return W2, ds2_dW2, np.eye(K), ds1_dW1, np.eye(D)


def jacobians_regression(s1, s2, yt, y):
    # (c)
    Ja = np.diag(np.where(s1 > 0, 5, 0))
    Jy = np.eye(len(s2))
    g = -2 * (y - yt).reshape(1, -1)
    return Ja, Jy, g


def elements_regression(s1, s2, yt, y):
    # (d)
    D, K = len(s1), len(s2)
    Ja = np.zeros((D, D))
    for i in range(D):
        for j in range(D):
            Ja[i, j] = 5 if s1[i] > 0 and i == j else 0
    Jy = np.zeros((K, K))
    for i in range(K):
        for j in range(K):
            Jy[i, j] = 1 if i == j else 0
    g = np.zeros((1, K))
    for i in range(1):
        for j in range(K):
            g[i, j] = -2 * (y - yt)[i]
    return Ja, Jy, g


# (c) "and those are all the gradients for this network": no dC/dW1, dC/db1, dC/dW2, dC/db2


def sigma(s):
    return 1 / (1 + np.exp(-s))


def classification_squared_error(x, y, W1, b1, W2, b2):
    # (a) the changes, put together by the chain rule
    s1 = W1 @ x + b1
    a1 = np.tanh(s1)
    s2 = W2 @ a1 + b2
    yt = sigma(s2)
    loss = np.sum((yt - y) ** 2)
    da1_ds1 = np.diag(1 - np.tanh(s1) ** 2)
    dyt_ds2 = np.diag(sigma(s2) * (1 - sigma(s2)))
    db2 = -2 * (y - yt) @ dyt_ds2
    db1 = db2 @ W2 @ da1_ds1
    return a1, yt, loss, np.outer(db1, x), db1, np.outer(db2, a1), db2


def classification_bce(x, y, W1, b1, W2, b2):
    # (b)
    K = len(y)
    s1 = W1 @ x + b1
    a1 = np.tanh(s1)
    s2 = W2 @ a1 + b2
    yt = sigma(s2)
    C = 1 / K * np.sum(-(y * np.log(yt) + (1 - y) * np.log(1 - yt)))
    N1 = np.sum(y == 1)
    dyt = np.zeros(K)
    for i in range(K):
        dyt[i] = -1 / K * N1 / yt[i] if y[i] == 1 else 1 / K * (K - N1) / (1 - yt[i])
    ds2 = dyt @ np.diag(sigma(s2) * (1 - sigma(s2)))
    db1 = ds2 @ W2 @ np.diag(1 - np.tanh(s1) ** 2)
    return C, dyt, ds2, np.outer(db1, x), db1, np.outer(ds2, a1), ds2


def softargmax(x, beta):
    # 1.2 (a): sigma(x_i) = e^{x_i} / sum_i e^{x_i}; no beta, no soft maximum
    return np.exp(x) / np.sum(np.exp(x))
