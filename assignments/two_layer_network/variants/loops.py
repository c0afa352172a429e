"""Loops over every index into arrays of zeros, one sample after the other."""

import math

import numpy as np


class TwoLayerTrainer:
    def __init__(self, W1, b1, W2, b2, lr):
        self.W1, self.b1, self.W2, self.b2 = map(np.array, (W1, b1, W2, b2))
        self.lr = lr

    def step(self, X, Y):
        S = len(X)
        dW1, db1 = np.zeros(self.W1.shape), np.zeros(self.b1.shape)
        dW2, db2 = np.zeros(self.W2.shape), np.zeros(self.b2.shape)
        for s in range(S):
            gradients = gradients_regression(X[s], Y[s], self.W1, self.b1, self.W2, self.b2)
            dW1 += gradients[0]
            db1 += gradients[1]
            dW2 += gradients[2]
            db2 += gradients[3]
        self.W1 -= self.lr * dW1 / S
        self.b1 -= self.lr * db1 / S
        self.W2 -= self.lr * dW2 / S
        self.b2 -= self.lr * db2 / S

    def params(self):
        return [self.W1, self.b1, self.W2, self.b2]


def affine(W, x, b):
    s = np.zeros(len(b))
    for i in range(len(b)):
        s[i] = b[i]
        for j in range(len(x)):
            s[i] += W[i][j] * x[j]
    return s


def forward_regression(x, y, W1, b1, W2, b2):
    s1 = affine(W1, x, b1)
    a1 = np.zeros(len(s1))
    for i in range(len(s1)):
        if s1[i] > 0:
            a1[i] = 5 * s1[i]
    s2 = affine(W2, a1, b2)
    yt = np.zeros(len(s2))
    loss = 0.0
    for k in range(len(s2)):
        yt[k] = s2[k]
        loss += (yt[k] - y[k]) ** 2
    return s1, a1, s2, yt, loss


def local_jacobians(x, a1, W2):
    K, D, N = len(W2), len(a1), len(x)
    ds2_da1 = np.zeros((K, D))
    ds2_dW2 = np.zeros((K, K, D))
    ds2_db2 = np.zeros((K, K))
    for k in range(K):
        ds2_db2[k, k] = 1
        for j in range(D):
            ds2_da1[k, j] = W2[k, j]
            ds2_dW2[k, k, j] = a1[j]
    ds1_dW1 = np.zeros((D, D, N))
    ds1_db1 = np.zeros((D, D))
    for d in range(D):
        ds1_db1[d, d] = 1
        for n in range(N):
            ds1_dW1[d, d, n] = x[n]
    return ds2_da1, ds2_dW2, ds2_db2, ds1_dW1, ds1_db1


def jacobians_regression(s1, s2, yt, y):
    D, K = len(s1), len(y)
    Ja, Jy, g = np.zeros((D, D)), np.zeros((K, K)), np.zeros((1, K))
    for i in range(D):
        for j in range(D):
            if i == j and s1[i] > 0:
                Ja[i, j] = 5
    for i in range(K):
        Jy[i, i] = 1
        g[0, i] = -2 * (y[i] - yt[i])
    return Ja, Jy, g


def elements_regression(s1, s2, yt, y):
    Ja = [
        [(5 if s1[i] > 0 else 0) if i == j else 0 for j in range(len(s1))] for i in range(len(s1))
    ]
    Jy = [[int(i == j) for j in range(len(y))] for i in range(len(y))]
    g = []
    for j in range(len(y)):
        g.append(2 * (yt[j] - y[j]))
    return Ja, Jy, g


def backwards(e, W2, slope, x, a1):
    D, K = len(a1), len(e)
    dW1, db1, dW2 = np.zeros((D, len(x))), np.zeros(D), np.zeros((K, D))
    for i in range(D):
        for k in range(K):
            db1[i] += W2[k, i] * e[k] * slope[i]
            dW2[k, i] = e[k] * a1[i]
        for n in range(len(x)):
            dW1[i, n] = db1[i] * x[n]
    return dW1, db1, dW2, e


def gradients_regression(x, y, W1, b1, W2, b2):
    s1, a1, _, yt, _ = forward_regression(x, y, W1, b1, W2, b2)
    slope = [5 if s > 0 else 0 for s in s1]
    e = np.array([2 * (yt[k] - y[k]) for k in range(len(y))])
    return backwards(e, W2, slope, x, a1)


def classify(x, W1, b1, W2, b2):
    a1 = np.array([math.tanh(s) for s in affine(W1, x, b1)])
    return a1, np.array([1 / (1 + math.exp(-s)) for s in affine(W2, a1, b2)])


def classification_squared_error(x, y, W1, b1, W2, b2):
    a1, yt = classify(x, W1, b1, W2, b2)
    loss = 0.0
    e = np.zeros(len(y))
    for k in range(len(y)):
        loss += (yt[k] - y[k]) ** 2
        e[k] = 2 * (yt[k] - y[k]) * yt[k] * (1 - yt[k])
    return (a1, yt, loss, *backwards(e, W2, [1 - a * a for a in a1], x, a1))


def classification_bce(x, y, W1, b1, W2, b2):
    a1, yt = classify(x, W1, b1, W2, b2)
    K = len(y)
    loss, dyt, ds2 = 0.0, np.zeros(K), np.zeros(K)
    for k in range(K):
        if y[k] == 1:
            loss -= math.log(yt[k]) / K
            dyt[k] = -1 / (K * yt[k])
        else:
            loss -= math.log(1 - yt[k]) / K
            dyt[k] = 1 / (K * (1 - yt[k]))
        ds2[k] = dyt[k] * yt[k] * (1 - yt[k])
    return (loss, dyt, ds2, *backwards(ds2, W2, [1 - a * a for a in a1], x, a1))


def softargmax(x, beta):
    largest = x[0]
    for value in x:
        largest = value if value > largest else largest
    total = 0.0
    p = np.zeros(len(x))
    for i in range(len(x)):
        p[i] = math.exp(beta * (x[i] - largest))
        total += p[i]
    for i in range(len(x)):
        p[i] /= total
    return p, largest + math.log(total) / beta
