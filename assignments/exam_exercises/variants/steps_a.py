"""Worked step by step as on the sheet; a network of one unit per pattern and two outputs; in place."""

# ruff: noqa: F821 - `answers` is the dict of the submission

from math import cos, exp, sin, sqrt

import numpy as np


def sigmoid_neuron_gradient(w, b, x, z):
    v = w * x + b
    y = 1.0 / (1.0 + exp(-v))
    dJdy = y - z
    dydv = y * (1.0 - y)
    dvdw = x
    dvdb = 1.0
    return dJdy * dydv * dvdw, dJdy * dydv * dvdb


def gradient_norm_and_bound(w, b, x, z):
    y = 1.0 / (1.0 + exp(-(w * x + b)))
    A = (y - z) * y * (1.0 - y)
    return sqrt(A**2 * (x**2 + 1)), 0.25 * sqrt(1 + x**2) * (1 + abs(z))


def gradient_descent(w, b, x, z, eta, n):
    W, B = np.empty(n + 1), np.empty(n + 1)
    W[0], B[0] = w, b
    for i in range(n):
        y = 1.0 / (1.0 + exp(-(W[i] * x + B[i])))
        W[i + 1] = W[i] - eta * (y - z) * y * (1 - y) * x
        B[i + 1] = B[i] - eta * (y - z) * y * (1 - y)
    return W, B


def sin_cos_graph(x):
    S = [x]
    for _ in range(4):
        S.append(sin(S[-1]) + cos(S[-1]))
    y = sin(S[4]) * cos(S[4])
    adjoint = cos(S[4]) ** 2 - sin(S[4]) ** 2
    for s in S[3::-1]:
        adjoint *= cos(s) - sin(s)
    return y, adjoint


def line_network(x):
    patterns = np.array([[1, 0, 1, 0], [0, 1, 0, 1], [1, 1, 0, 0], [0, 0, 1, 1]])
    h = np.maximum(0, (2 * patterns - 1) @ x - 1)  # above 0 for the unit's own pattern only
    vertical, horizontal = h[0] + h[1], h[2] + h[3]
    return np.exp(vertical) / (np.exp(vertical) + np.exp(horizontal))


def stable_softmax(a):
    p = np.array(a, dtype=np.float64)
    np.subtract(p, p.max(axis=-1, keepdims=True), out=p)
    np.exp(p, out=p)
    p /= p.sum(axis=-1, keepdims=True)
    return p


answers.update(
    {
        "s2.0706.forward": {
            "layer 1": {"t": 0.8415, "b": 0.5403},
            "layer 2": {"t": 0.9822, "b": 0.1879},
            "layer 3": {"t": 0.9208, "b": 0.3901},
            "layer 4": {"t": 0.9664, "b": 0.2570},
            "layer 5": {"t": 0.9403, "b": 0.3404},
            "output": 0.3201,
        },
        "s2.0706": -0.0692,
        # from the input to the output
        "s2.0706.steps": [[0.23] * 2, [-0.29] * 2, [0.54] * 2, [-0.77] * 2, [0.34, 0.94]],
    }
)
