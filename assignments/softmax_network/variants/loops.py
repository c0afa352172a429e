"""Plain Python: loops over numbers, lists as results; training one sample after the other."""

import math
import random

import numpy as np


def probabilities(o):
    top = max(o)
    e = [math.exp(v - top) for v in o]
    total = sum(e)
    return [v / total for v in e]


def logistic(k):
    if k < 0:
        return math.exp(k) / (1 + math.exp(k))
    return 1 / (1 + math.exp(-k))


def softmax_jacobian(o):
    y = probabilities(o)
    n = len(y)
    return [[y[i] * (1 - y[i]) if i == j else -y[i] * y[j] for j in range(n)] for i in range(n)]


def nll_gradient(y, c):
    return [-1 / y[j] if j == c else 0 for j in range(len(y))]


def softmax_nll_gradient(o, t):
    return [yj - tj for yj, tj in zip(probabilities(o), t)]


def one_sample(x, label, W, b, V, c):
    D, H, K = len(x), len(b), len(c)
    k = [b[j] + sum(x[i] * W[i][j] for i in range(D)) for j in range(H)]
    h = [logistic(v) for v in k]
    s = [c[m] + sum(h[j] * V[j][m] for j in range(H)) for m in range(K)]
    top = max(s)
    loss = math.log(sum(math.exp(v - top) for v in s)) + top - s[label]
    ds = [p - (m == label) for m, p in enumerate(probabilities(s))]
    dk = [sum(V[j][m] * ds[m] for m in range(K)) * h[j] * (1 - h[j]) for j in range(H)]
    dW = [[x[i] * dk[j] for j in range(H)] for i in range(D)]
    dV = [[h[j] * ds[m] for m in range(K)] for j in range(H)]
    return loss, dW, dk, dV, ds


def small_network(x, t, W, b, V, c):
    label = [m for m in range(len(t)) if t[m] == 1][0]
    return list(one_sample(*[np.asarray(a).tolist() for a in (x, label, W, b, V, c)]))


def added(a, b):
    if isinstance(a, list):
        return [added(x, y) for x, y in zip(a, b)]
    return a + b


def scaled(a, factor):
    if isinstance(a, list):
        return [scaled(x, factor) for x in a]
    return a * factor


def batch_network(X, T, W, b, V, c):
    params = [np.asarray(a).tolist() for a in (W, b, V, c)]
    totals = None
    for x, label in zip(np.asarray(X).tolist(), np.asarray(T).tolist()):
        results = one_sample(x, label, *params)
        totals = results if totals is None else [added(u, v) for u, v in zip(totals, results)]
    return [scaled(part, 1 / len(X)) for part in totals]


def train_network(X, T, hidden, lr, batch_size, epochs, seed):
    random.seed(seed)
    D, K = len(X[0]), int(max(T)) + 1
    W = np.array([[random.uniform(-0.3, 0.3) for _ in range(hidden)] for _ in range(D)])
    V = np.array([[random.uniform(-0.3, 0.3) for _ in range(K)] for _ in range(hidden)])
    b = np.zeros(hidden)
    c = np.zeros(K)
    losses = []
    order = list(range(len(X)))
    for epoch in range(epochs):
        random.shuffle(order)
        while True:
            start = len(losses) % math.ceil(len(X) / batch_size) * batch_size
            rows = order[start : start + batch_size]
            sums = [np.zeros_like(p) for p in (W, b, V, c)]
            total = 0.0
            for row in rows:  # the formulas of one_sample, on vectors
                x, label = X[row], T[row]
                h = 1 / (1 + np.exp(-np.clip(x @ W + b, -500, 500)))
                s = h @ V + c
                p = np.exp(s - s.max())
                p /= p.sum()
                total -= math.log(max(p[label], 1e-300))
                p[label] -= 1
                dk = V @ p * h * (1 - h)
                for target, gradient in zip(sums, (np.outer(x, dk), dk, np.outer(h, p), p)):
                    target += gradient
            losses.append(total / len(rows))
            W = W - lr * sums[0] / len(rows)
            b = b - lr * sums[1] / len(rows)
            V = V - lr * sums[2] / len(rows)
            c = c - lr * sums[3] / len(rows)
            if start + batch_size >= len(X):
                break
    return W.tolist(), b.tolist(), V.tolist(), c.tolist(), losses


def mean_and_std(curves):
    runs = len(curves)
    means, deviations = [], []
    for step in range(len(curves[0])):
        values = [curves[run][step] for run in range(runs)]
        mean = sum(values) / runs
        means.append(mean)
        deviations.append(math.sqrt(sum((v - mean) ** 2 for v in values) / (runs - 1)))
    return means, deviations


def compare_learning_rates(X, T, X_val, T_val, rates, seed):
    curves = {}
    best, lowest = None, None
    for rate in rates:
        losses = train_network(X, T, 12, rate, 10, 10, seed)[4]
        curves[rate] = losses
        end = sum(losses[-10:]) / 10
        if lowest is None or end < lowest:
            best, lowest = rate, end
    return [curves, best]
