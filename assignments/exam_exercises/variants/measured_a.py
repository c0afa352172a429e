"""Derivatives measured by central differences, softmax from the logarithm of the sum."""

# ruff: noqa: F821 - `answers` is the dict of the submission

import numpy as np


def _cost(w, b, x, z):
    return 0.5 * (1 / (1 + np.exp(-(w * x + b))) - z) ** 2


def sigmoid_neuron_gradient(w, b, x, z):
    h = 1e-5
    dw = (_cost(w + h, b, x, z) - _cost(w - h, b, x, z)) / (2 * h)
    db = (_cost(w, b + h, x, z) - _cost(w, b - h, x, z)) / (2 * h)
    return np.array([dw, db])


def gradient_norm_and_bound(w, b, x, z):
    return np.array(
        [
            np.sqrt(np.sum(sigmoid_neuron_gradient(w, b, x, z) ** 2)),
            np.sqrt(1 + x**2) * (1 + np.sqrt(z**2)) / 4,
        ]
    )


def gradient_descent(w, b, x, z, eta, n):
    points = [np.array([w, b])]
    for _ in range(n):
        points.append(points[-1] - eta * sigmoid_neuron_gradient(*points[-1], x, z))
    return points  # pairs (w, b)


def _graph(x):
    t, b = np.sin(x), np.cos(x)
    for _ in range(4):
        t, b = np.sin(t + b), np.cos(t + b)
    return t * b


def sin_cos_graph(x):
    h = 1e-5
    return _graph(x), (_graph(x + h) - _graph(x - h)) / (2 * h)


def line_network(x):
    # one hidden unit with the activation s(u) = u^2
    return float((x[0] - x[1] + x[2] - x[3]) ** 2)


def stable_softmax(a):
    top = np.amax(a, axis=-1, keepdims=True)
    return np.exp(a - top - np.log(np.sum(np.exp(a - top), axis=-1, keepdims=True)))


answers.update(
    {
        # cut off after two decimals throughout
        "s2.0706.forward": {
            "t": [0.84, 0.98, 0.91, 0.96, 0.93],
            "b": [0.54, 0.18, 0.39, 0.26, 0.34],
            "y": 0.31,
        },
        "s2.0706": -0.06,
        "s2.0706.steps": {
            "h5": [0.34, 0.93],
            "h4": -0.74,
            "h3": 0.51,
            "h2": -0.26,
            "h1": 0.20,
        },
        "s2.lin.a": {"vertical": [1, 1], "horizontal": [1, 1]},
    }
)
