"""Backpropagation as products of Jacobians; dC/dyt is a row."""

import numpy as np


def relu(s):
    return np.maximum(0, s)


def sigmoid(s):
    return 1.0 / (1.0 + np.exp(-s))


class TwoLayerTrainer:
    def __init__(self, W1, b1, W2, b2, lr):
        self.W1, self.b1, self.W2, self.b2 = W1.copy(), b1.copy(), W2.copy(), b2.copy()
        self.lr = lr

    def step(self, X, Y):
        S = X.shape[0]
        S1 = X @ self.W1.T + self.b1
        A1 = 5 * relu(S1)
        Yt = A1 @ self.W2.T + self.b2
        dYt = 2 * (Yt - Y) / S
        dW2 = dYt.T @ A1
        db2 = dYt.sum(axis=0)
        dS1 = (dYt @ self.W2) * 5 * (S1 > 0)
        dW1 = dS1.T @ X
        db1 = dS1.sum(axis=0)
        self.W1 -= self.lr * dW1
        self.b1 -= self.lr * db1
        self.W2 -= self.lr * dW2
        self.b2 -= self.lr * db2

    def params(self):
        return self.W1, self.b1, self.W2, self.b2


def forward_regression(x, y, W1, b1, W2, b2):
    s1 = W1 @ x + b1
    a1 = 5 * relu(s1)
    s2 = W2 @ a1 + b2
    yt = s2
    loss = (yt - y) @ (yt - y)
    return s1, a1, s2, yt, loss


def local_jacobians(x, a1, W2):
    K, D = W2.shape
    N = x.shape[0]
    ds2_da1 = W2
    ds2_dW2 = np.kron(np.eye(K), a1).reshape(K, K, D)
    ds2_db2 = np.eye(K)
    ds1_dW1 = np.kron(np.eye(D), x).reshape(D, D, N)
    ds1_db1 = np.eye(D)
    return ds2_da1, ds2_dW2, ds2_db2, ds1_dW1, ds1_db1


def jacobians_regression(s1, s2, yt, y):
    Ja = np.diag(np.where(s1 > 0, 5.0, 0.0))
    Jy = np.identity(s2.shape[0])
    g = 2 * (yt - y)
    return Ja, Jy, g.reshape(1, -1)


def gradients_regression(x, y, W1, b1, W2, b2):
    s1, a1, s2, yt, _loss = forward_regression(x, y, W1, b1, W2, b2)
    Ja, Jy, g = jacobians_regression(s1, s2, yt, y)
    ds2_da1, ds2_dW2, ds2_db2, ds1_dW1, ds1_db1 = local_jacobians(x, a1, W2)
    at_s2 = g @ Jy
    at_s1 = at_s2 @ ds2_da1 @ Ja
    dW1 = np.einsum("k,kij->ij", at_s1[0], ds1_dW1)
    db1 = at_s1 @ ds1_db1
    dW2 = np.einsum("k,kij->ij", at_s2[0], ds2_dW2)
    db2 = at_s2 @ ds2_db2
    return dW1, db1[0], dW2, db2[0]


def classification_squared_error(x, y, W1, b1, W2, b2):
    s1 = W1 @ x + b1
    a1 = np.tanh(s1)
    s2 = W2 @ a1 + b2
    yt = sigmoid(s2)
    loss = np.sum((yt - y) ** 2)
    db2 = 2 * (yt - y) * yt * (1 - yt)
    dW2 = np.outer(db2, a1)
    db1 = (W2.T @ db2) * (1 - a1**2)
    dW1 = np.outer(db1, x)
    return a1, yt, loss, dW1, db1, dW2, db2


def classification_bce(x, y, W1, b1, W2, b2):
    K = len(y)
    a1 = np.tanh(W1 @ x + b1)
    yt = sigmoid(W2 @ a1 + b2)
    loss = -np.mean(y * np.log(yt) + (1 - y) * np.log(1 - yt))
    dyt = (yt - y) / (K * yt * (1 - yt))
    ds2 = (yt - y) / K
    dW2 = np.outer(ds2, a1)
    db1 = (W2.T @ ds2) * (1 - a1**2)
    dW1 = np.outer(db1, x)
    return loss, dyt, ds2, dW1, db1, dW2, ds2


def softargmax(x, beta):
    z = beta * x
    z_max = z.max()
    e = np.exp(z - z_max)
    return e / e.sum(), (z_max + np.log(e.sum())) / beta
