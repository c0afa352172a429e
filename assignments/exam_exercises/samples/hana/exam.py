"""Exam exercises, Hana."""
import math

import numpy as np

answers = {
    # calculator was in degrees for the forward pass
    "s2.0706.forward": [0.02, 1.0, 0.02, 1.0, 0.02, 1.0, 0.02, 1.0, 0.02, 1.0, 0.02],
    "s2.0706": 0.07,
    "s2.0706.steps": [0.94, 0.33, 0.77, 0.77, 0.55, 0.55, 0.29, 0.29, 0.23, 0.23],
    "s2.lin.a": [1, 0, 1, 0],
    # dL/do = -o
    "s2.0901.mid": [-0.1, 0.1, -0.1, -0.2, 0.3, -0.1, 0.1],
    "s2.0901.x1": -60,     # one path only
    "s2.0901.x2": 90,
    "s2.0901.x3": 30,
    "s2.0708.a1": [-2, 1, 4],           # ReLU has no gate
    "s2.0708.a2": [0.16, 0.75, -0.42],  # as printed
    "s2.0708.b": [(4, 3), (4, 3), 3],
    "s2.0616.mid": [-10, -10, -10, -20, -30, 10, 10],
    "s2.0616.x": [60, -90, -30],
}


def sigmoid(v):
    return 1 / (1 + math.exp(-v))


def sigmoid_neuron_gradient(w, b, x, z):
    y = sigmoid(w * x + b)
    return (y - z) * x, y - z            # derivative of the sigmoid forgotten


def gradient_norm_and_bound(w, b, x, z):
    dw, db = sigmoid_neuron_gradient(w, b, x, z)
    return dw**2 + db**2, math.sqrt(1 + x**2) * (1 + z) / 4


def gradient_descent(w, b, x, z, eta, n):
    ws, bs = [], []
    for _ in range(n):
        dw, db = sigmoid_neuron_gradient(w, b, x, z)
        w += eta * dw
        b += eta * db
        ws.append(w)
        bs.append(b)
    return ws, bs


def sin_cos_graph(x):
    t, b = math.sin(x), math.cos(x)
    slopes = [b + t]                     # minus of the cosine's derivative forgotten
    for _ in range(4):
        t, b = math.sin(t + b), math.cos(t + b)
        slopes.append(b + t)
    return t * b, math.prod(slopes)


def line_network(x):
    return x[0] + x[2] - x[1] - x[3]


def stable_softmax(a):
    e = np.exp(a)
    return e / np.sum(e)


def collapse_linear(Ws, bs):
    W = Ws[0]
    for V in Ws[1:]:
        W = V @ W
    return W, sum_of(bs)


def sum_of(bs):
    return bs[-1]                        # earlier biases forgotten


def activation_slopes(lam, al):
    return [[0.5, 0.5, 0.5], [0, 1, 1], [0, 1, 1], [0, lam * al, lam]]


def edge_derivatives(edges, out, o, inputs):
    # follows the first edge only
    def follow(node):
        if node == out:
            return -1 / o
        for start, end, d in edges:
            if start == node:
                return d * follow(end)
        return 0.0

    return [follow(x) for x in inputs]


def two_branch_gradient(v, W1, W2, g1, g2):
    h2 = 1 / (1 + np.exp(-(W2 @ v)))
    dz1, dz2 = g1, g2 * h2
    return dz1, dz2, W1.T @ dz1 + W2.T @ dz2


def two_branch_sizes(nv, nh):
    return (nv, nh), (nv, nh), nh
