"""The network is trained when the file is loaded; forward mode for derivatives; rows one by one."""

# ruff: noqa: F821 - `answers` is the dict of the submission

import numpy as np


def sigmoid_neuron_gradient(w, b, x, z):
    y = 0.5 * (1 + np.tanh((w * x + b) / 2))
    dJ_dy, dy_dv = y - z, y - y**2
    return tuple(float(dJ_dy * dy_dv * dv) for dv in (x, 1.0))


def gradient_norm_and_bound(w, b, x, z):
    norm = np.hypot(*sigmoid_neuron_gradient(w, b, x, z))
    bound = (np.sqrt(1 + x**2) + np.sqrt(1 + x**2) * abs(z)) / 4
    return {"bound": bound, "norm": norm}


def gradient_descent(w, b, x, z, eta, n):
    if n == 0:
        return (np.array([w]), np.array([b]))
    dw, db = sigmoid_neuron_gradient(w, b, x, z)
    ws, bs = gradient_descent(w - eta * dw, b - eta * db, x, z, eta, n - 1)
    return np.concatenate([[w], ws]), np.concatenate([[b], bs])


def sin_cos_graph(x):
    # value and derivative go through the graph together
    value, slope = [np.sin(x), np.cos(x)], [np.cos(x), -np.sin(x)]
    for _ in range(4):
        s, ds = sum(value), sum(slope)
        value, slope = [np.sin(s), np.cos(s)], [np.cos(s) * ds, -np.sin(s) * ds]
    return np.prod(value), slope[0] * value[1] + value[0] * slope[1]


def _train():
    X = np.array([[1, 0, 1, 0], [0, 1, 0, 1], [1, 1, 0, 0], [0, 0, 1, 1]], dtype=float)
    target = np.array([1.0, 1.0, 0.0, 0.0])
    rng = np.random.default_rng(3)
    W1, b1, w2, b2 = rng.normal(size=(6, 4)), np.zeros(6), rng.normal(size=6), 0.0
    for _ in range(1500):
        H = np.tanh(X @ W1.T + b1)
        y = 1 / (1 + np.exp(-(H @ w2 + b2)))
        delta = (y - target) / 4
        dH = np.outer(delta, w2) * (1 - H**2)
        w2, b2 = w2 - H.T @ delta, b2 - delta.sum()
        W1, b1 = W1 - dH.T @ X, b1 - dH.sum(axis=0)
    return W1, b1, w2, b2


_weights = _train()


def line_network(x):
    W1, b1, w2, b2 = _weights
    return np.tanh(np.asarray(x) @ W1.T + b1) @ w2 + b2


def stable_softmax(a):
    rows = np.array(a, dtype=float).reshape(-1, a.shape[-1])
    for row in rows:
        row -= row.max()
        row[:] = np.exp(row) / np.exp(row).sum()
    return rows.reshape(a.shape)


answers.update(
    {
        "s2.0706.forward": {
            **{"t1": 0.84, "t2": 0.98, "t3": 0.92, "t4": 0.97, "t5": 0.94},
            **{"b1": 0.54, "b2": 0.19, "b3": 0.39, "b4": 0.26, "b5": 0.34},
            "y": 0.32,
        },
        "s2.0706": -0.07,
        "s2.0706.steps": {
            **{"dy/dt5": 0.34, "dy/dt4": -0.77, "dy/dt3": 0.54, "dy/dt2": -0.28, "dy/dt1": 0.22},
            **{"dy/db5": 0.94, "dy/db4": -0.77, "dy/db3": 0.54, "dy/db2": -0.28, "dy/db1": 0.22},
        },
    }
)
