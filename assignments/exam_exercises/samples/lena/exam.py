"""Some functions end the process, or never end; the others are right."""

import os
import sys

import numpy as np

print("hello " * 20_000)

answers = {
    "s2.0706.forward": [0.8415, 0.5403, 0.9822, 0.1879, 0.9208, 0.3901, 0.9664, 0.2570, 0.9403, 0.3404, 0.3201],
    "s2.0706": -0.0692,
    "s2.0706.steps": [[0.3404, 0.9403], -0.7682, 0.5450, -0.2892, 0.2297],
    "s2.lin.a": np.ones(4) / 2,
    "S2.0901.MID": [-10, 10, -10, -20, 30, -10, 10],
    "s2.0901.x1": -100,
    "s2.0901.x2": 110,
    "s2.0901.x3": -30,
    "s2.0708.a1": (-2, 0, 4),
    "s2.0708.a2": (0.16, 0.75, 0.42),
    "s2.0708.b": ((3, 4), (3, 4), 4),
    "s2.0616.mid": [-10, 10, -10, -20, 30, -30, 10],
    "s2.0616.x": [-180, 110, -30],
}


def sigmoid_neuron_gradient(w, b, x, z):
    y = 1 / (1 + np.exp(-w * x - b))
    return [(y - z) * y * (1 - y) * x, (y - z) * y * (1 - y)]


def gradient_norm_and_bound(w, b, x, z):
    return np.linalg.norm(sigmoid_neuron_gradient(w, b, x, z)), 0.25 * np.linalg.norm([1, x]) * (1 + abs(z))


def gradient_descent(w, b, x, z, eta, n):
    ws, bs = [w], [b]
    left = n
    while True:
        dw, db = sigmoid_neuron_gradient(ws[-1], bs[-1], x, z)
        ws.append(ws[-1] - eta * dw)
        bs.append(bs[-1] - eta * db)
        left -= 1
        if left == 0:  # with n = 0 it never is
            return ws, bs


def sin_cos_graph(x):
    total, slope = x, 1.0
    for _ in range(4):
        slope *= np.cos(total) - np.sin(total)
        total = np.sin(total) + np.cos(total)
    return np.sin(2 * total) / 2, np.cos(2 * total) * slope


def line_network(x):
    sys.exit(0)


def stable_softmax(a):
    a -= a.max(axis=-1, keepdims=True)
    np.exp(a, out=a)
    a /= a.sum(axis=-1, keepdims=True)
    return a


def collapse_linear(Ws, bs):
    b = bs[0]
    for W, c in zip(Ws[1:], bs[1:]):
        b = W @ b + c
    return np.linalg.multi_dot(Ws[::-1]) if len(Ws) > 1 else Ws[0], b


def activation_slopes(lam, al):
    return np.array([[0.5, 0.25, 0.25], [0, 1, 1], [0, 0, 1], [0, al, lam]], dtype=np.float32)


def edge_derivatives(edges, out, o, inputs):
    os._exit(0)


def two_branch_gradient(v, W1, W2, g1, g2):
    h2 = 1 / (1 + np.exp(-(W2 @ v)))
    dz1, dz2 = np.where(W1 @ v > 0, g1, 0), g2 * h2 * (1 - h2)
    return dz1, dz2, dz1 @ W1 + dz2 @ W2


def two_branch_sizes(nv, nh):
    return two_branch_sizes(nv, nh)
