"""float32 and in-place operations throughout; the sigmoid through tanh."""

import numpy as np


def single(*arrays):
    return [np.array(a, dtype=np.float32) for a in arrays]


class TwoLayerTrainer:
    def __init__(self, W1, b1, W2, b2, lr):
        self.weights = dict(zip(("W1", "b1", "W2", "b2"), single(W1, b1, W2, b2), strict=True))
        self.lr = np.float32(lr)

    def step(self, X, Y):
        X, Y = single(X, Y)
        W1, b1, W2, b2 = self.weights.values()
        s1 = X.dot(W1.T)
        s1 += b1
        gate = np.where(s1 > 0, np.float32(5), np.float32(0))
        a1 = s1 * gate
        e = a1.dot(W2.T)
        e += b2
        e -= Y
        e *= np.float32(2 / len(X))
        d = e.dot(W2)
        d *= gate
        W2 -= self.lr * e.T.dot(a1)
        b2 -= self.lr * e.sum(axis=0)
        W1 -= self.lr * d.T.dot(X)
        b1 -= self.lr * d.sum(axis=0)

    def params(self):
        return self.weights


def forward_regression(x, y, W1, b1, W2, b2):
    x, y, W1, b1, W2, b2 = single(x, y, W1, b1, W2, b2)
    s1 = W1.dot(x)
    s1 += b1
    a1 = s1.clip(min=0)
    a1 *= 5
    s2 = W2.dot(a1)
    s2 += b2
    return s1, a1, s2, s2.copy(), np.float32(np.linalg.norm(s2 - y) ** 2)


def local_jacobians(x, a1, W2):
    x, a1, W2 = single(x, a1, W2)
    (K, D), N = W2.shape, x.size
    by_W2, by_W1 = np.zeros((K, K, D), np.float32), np.zeros((D, D, N), np.float32)
    by_W2[np.arange(K), np.arange(K)] = a1
    by_W1[np.arange(D), np.arange(D)] = x
    return W2, by_W2, np.eye(K, dtype=np.float32), by_W1, np.eye(D, dtype=np.float32)


def jacobians_regression(s1, s2, yt, y):
    s1, s2, yt, y = single(s1, s2, yt, y)
    Ja = np.zeros((s1.size, s1.size), np.float32)
    Ja[s1 > 0, s1 > 0] = 5
    yt -= y
    yt *= 2
    return Ja, np.diag(np.ones_like(s2)), yt


def elements_regression(s1, s2, yt, y):
    s1, s2, yt, y = single(s1, s2, yt, y)
    row, column = np.indices((s1.size, s1.size))
    Ja = np.where((row == column) & (s1[row] > 0), np.float32(5), np.float32(0))
    row, column = np.indices((s2.size, s2.size))
    return Ja, (row == column).astype(np.float32), yt + yt - y - y


def gradients_regression(x, y, W1, b1, W2, b2):
    s1, a1, _, e, _ = forward_regression(x, y, W1, b1, W2, b2)
    x, y, W2 = single(x, y, W2)
    e -= y
    e *= 2
    d = W2.T.dot(e)
    d[s1 < 0] = 0
    d *= 5
    return d[:, None] * x, d, e[:, None] * a1, e


def classify(x, W1, b1, W2, b2):
    a1 = np.tanh(W1.dot(x) + b1)
    yt = np.tanh((W2.dot(a1) + b2) / 2)
    yt += 1
    yt /= 2
    return a1, yt


def to_parameters(e, a1, x, W2):
    d = W2.T.dot(e)
    d -= d * a1 * a1
    return d[:, None] * x, d, e[:, None] * a1, e


def classification_squared_error(x, y, W1, b1, W2, b2):
    x, y, W1, b1, W2, b2 = single(x, y, W1, b1, W2, b2)
    a1, yt = classify(x, W1, b1, W2, b2)
    e = yt - y
    loss = np.dot(e, e)
    e = e * 2
    e *= yt
    e *= 1 - yt
    return (a1, yt, loss, *to_parameters(e, a1, x, W2))


def classification_bce(x, y, W1, b1, W2, b2):
    x, y, W1, b1, W2, b2 = single(x, y, W1, b1, W2, b2)
    a1, yt = classify(x, W1, b1, W2, b2)
    loss = np.mean(-np.log(np.abs(1 - y - yt)), dtype=np.float32)
    e = (yt - y) / np.float32(y.size)
    return (loss, e / (yt * (1 - yt)), e, *to_parameters(e, a1, x, W2))


def softargmax(x, beta):
    (z,) = single(x)
    z *= np.float32(beta)
    largest = z.max()
    z -= largest
    np.exp(z, out=z)
    total = z.sum()
    z /= total
    return z, (largest + np.log(total)) / np.float32(beta)
