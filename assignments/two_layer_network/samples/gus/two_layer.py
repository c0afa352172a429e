import numpy as np


class TwoLayerTrainer:
    def __init__(self, W1, b1, W2, b2, lr):
        self.W1, self.b1, self.W2, self.b2, self.lr = W1, b1, W2, b2, lr

    def step(self, X, Y):
        s1 = X @ self.W1.T + self.b1
        a1 = 5 * np.maximum(s1, 0)
        e = 2 * (a1 @ self.W2.T + self.b2 - Y) / len(X)
        # second layer first
        self.W2 = self.W2 - self.lr * e.T @ a1
        self.b2 = self.b2 - self.lr * e.sum(0)
        d = 5 * (s1 > 0) * (e @ self.W2)
        self.W1 = self.W1 - self.lr * d.T @ X
        self.b1 = self.b1 - self.lr * d.mean(0)

    def params(self):
        return self.W1, self.b1, self.W2, self.b2


def forward_regression(x, y, W1, b1, W2, b2):
    s1 = W1 @ x
    a1 = 5 * np.maximum(s1, 0)
    s2 = W2 @ a1
    yt = s2
    return s1, a1, s2, yt, np.linalg.norm(yt - y)


def local_jacobians(x, a1, W2):
    K, D = W2.shape
    return W2 * a1, np.kron(a1, np.eye(K)), np.eye(D), np.kron(x, np.eye(D)), np.eye(K)


def jacobians_regression(s1, s2, yt, y):
    return np.diag(1.0 * (s1 > 0)), np.diag(s2), 2 * (y - yt)


def gradients_regression(x, y, W1, b1, W2, b2):
    s1 = W1 @ x + b1
    a1 = 5 * np.maximum(s1, 0)
    e = 2 * (y - (W2 @ a1 + b2))
    d = (s1 > 0) * (W2.T @ e)
    return np.outer(x, d), d, np.outer(a1, e), e


def classification_squared_error(x, y, W1, b1, W2, b2):
    a1 = np.tanh(W1 @ x + b1)
    yt = np.tanh(W2 @ a1 + b2)
    e = 2 * (yt - y) * (1 - yt ** 2)
    d = (W2.T @ e) * a1 * (1 - a1)
    return a1, yt, np.sum(yt - y) ** 2, np.outer(d, x), d, np.outer(e, a1), e


def classification_bce(x, y, W1, b1, W2, b2):
    K = len(y)
    a1 = np.tanh(W1 @ x + b1)
    yt = 1 / (1 + np.exp(-(W2 @ a1 + b2)))
    loss = -np.mean(y * np.log(yt))
    n1 = np.sum(y == 1)
    dyt = np.where(y == 1, -n1 / (K * yt), (K - n1) / (K * (1 - yt)))
    ds2 = dyt * yt * (1 - yt)
    db1 = (W2.T @ ds2) * (1 - a1 ** 2)
    return loss, dyt, ds2, np.outer(db1, x), db1, np.outer(ds2, a1), ds2


def softargmax(x, beta):
    e = np.exp(x - np.max(x))
    p = e / e.sum()
    return np.argmax(p), np.max(x)
