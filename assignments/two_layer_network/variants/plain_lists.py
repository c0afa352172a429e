"""Plain Python: lists of lists, sums over generators, no array operation; (d) answered apart."""

import math


def dot(u, v):
    return sum(a * b for a, b in zip(u, v, strict=True))


def matvec(W, x, b):
    return [dot(row, x) + bi for row, bi in zip(W, b, strict=True)]


def outer(u, v):
    return [[a * b for b in v] for a in u]


def back(W, d):
    """W^T d"""
    return [sum(W[k][j] * d[k] for k in range(len(d))) for j in range(len(W[0]))]


def eye(n):
    return [[1 if i == j else 0 for j in range(n)] for i in range(n)]


class TwoLayerTrainer:
    def __init__(self, W1, b1, W2, b2, lr):
        self.p = [W1.tolist(), b1.tolist(), W2.tolist(), b2.tolist()]
        self.lr = lr

    def step(self, X, Y):
        grads = [
            gradients_regression(x, y, *self.p) for x, y in zip(X.tolist(), Y.tolist(), strict=True)
        ]
        S = len(grads)
        new = []
        for i, p in enumerate(self.p):
            if isinstance(p[0], list):
                new.append(
                    [
                        [
                            p[r][c] - self.lr * sum(g[i][r][c] for g in grads) / S
                            for c in range(len(p[0]))
                        ]
                        for r in range(len(p))
                    ]
                )
            else:
                new.append(
                    [p[r] - self.lr * sum(g[i][r] for g in grads) / S for r in range(len(p))]
                )
        self.p = new

    def params(self):
        return self.p


def forward_regression(x, y, W1, b1, W2, b2):
    s1 = matvec(W1, x, b1)
    a1 = [5 * s if s > 0 else 0 for s in s1]
    s2 = matvec(W2, a1, b2)
    return [s1, a1, s2, list(s2), sum((t - v) ** 2 for t, v in zip(s2, y, strict=True))]


def local_jacobians(x, a1, W2):
    K, D, N = len(W2), len(a1), len(x)
    ds2_dW2 = [[[a1[j] if i == k else 0.0 for j in range(D)] for i in range(K)] for k in range(K)]
    ds1_dW1 = [[[x[j] if i == k else 0.0 for j in range(N)] for i in range(D)] for k in range(D)]
    return [[list(row) for row in W2], ds2_dW2, eye(K), ds1_dW1, eye(D)]


def jacobians_regression(s1, s2, yt, y):
    D = len(s1)
    Ja = [[5 if i == j and s1[i] > 0 else 0 for j in range(D)] for i in range(D)]
    return [Ja, eye(len(s2)), [[2 * (t - v) for t, v in zip(yt, y, strict=True)]]]


def elements_regression(s1, s2, yt, y):
    D, K = len(s1), len(s2)
    Ja = [[0.0] * D for _ in range(D)]
    for i in range(D):
        for j in range(D):
            if i == j and s1[i] > 0:
                Ja[i][j] = 5.0
    Jy = [[0.0] * K for _ in range(K)]
    for i in range(K):
        Jy[i][i] = 1.0
    return Ja, Jy, [2 * (yt[j] - y[j]) for j in range(K)]


def gradients_regression(x, y, W1, b1, W2, b2):
    s1, a1, _s2, yt, _ = forward_regression(x, y, W1, b1, W2, b2)
    e = [2 * (t - v) for t, v in zip(yt, y, strict=True)]
    d = [5 * b if s > 0 else 0.0 for b, s in zip(back(W2, e), s1, strict=True)]
    return [outer(d, x), d, outer(e, a1), e]


def sigma(s):
    return 1 / (1 + math.exp(-s)) if s >= 0 else math.exp(s) / (1 + math.exp(s))


def classification_squared_error(x, y, W1, b1, W2, b2):
    a1 = [math.tanh(s) for s in matvec(W1, x, b1)]
    yt = [sigma(s) for s in matvec(W2, a1, b2)]
    loss = sum((t - v) ** 2 for t, v in zip(yt, y, strict=True))
    e = [2 * (t - v) * t * (1 - t) for t, v in zip(yt, y, strict=True)]
    d = [b * (1 - a * a) for b, a in zip(back(W2, e), a1, strict=True)]
    return [a1, yt, loss, outer(d, x), d, outer(e, a1), e]


def classification_bce(x, y, W1, b1, W2, b2):
    a1 = [math.tanh(s) for s in matvec(W1, x, b1)]
    yt = [sigma(s) for s in matvec(W2, a1, b2)]
    K = len(yt)
    loss = sum(-math.log(t) if v == 1 else -math.log(1 - t) for t, v in zip(yt, y, strict=True)) / K
    dyt = [-1 / (K * t) if v == 1 else 1 / (K * (1 - t)) for t, v in zip(yt, y, strict=True)]
    e = [g * t * (1 - t) for g, t in zip(dyt, yt, strict=True)]
    d = [b * (1 - a * a) for b, a in zip(back(W2, e), a1, strict=True)]
    return [loss, dyt, e, outer(d, x), d, outer(e, a1), e]


def softargmax(x, beta):
    m = max(x)
    e = [math.exp(beta * (v - m)) for v in x]
    return [v / sum(e) for v in e], m + math.log(sum(e)) / beta
