"""Slopes measured by small steps, and derivatives passed along edge by edge until nothing moves."""

import math

import numpy as np


def collapse_linear(Ws, bs):
    """Asks the network what it gives for 0 and for every unit vector."""

    def network(x):
        for W, b in zip(Ws, bs, strict=True):
            x = W @ x + b
        return x

    n = Ws[0].shape[1]
    b = network(np.zeros(n))
    return np.stack([network(e) - b for e in np.eye(n)], axis=1), b


def activation_slopes(lam, al):
    functions = [
        lambda x: 1 / (1 + math.exp(-x)),
        math.tanh,
        lambda x: max(x, 0),
        lambda x: lam * x if x > 0 else al * (math.exp(x) - 1),
    ]
    h = 1e-6
    return [(f(0), (f(0) - f(-h)) / h, (f(h) - f(0)) / h) for f in functions]


def edge_derivatives(edges, out, o, inputs):
    nodes = {node for start, end, _ in edges for node in (start, end)} | {out}
    gradient = dict.fromkeys(nodes, 0.0)
    while True:
        after = {
            node: (-1 / o if node == out else 0.0)
            + math.fsum(d * gradient[end] for start, end, d in edges if start == node)
            for node in nodes
        }
        if after == gradient:
            return tuple(gradient.get(x, 0.0) for x in inputs)
        gradient = after


def two_branch_gradient(v, W1, W2, g1, g2):
    def loss(z1, z2):
        return g1 @ np.maximum(z1, 0) + g2 @ (1 / (1 + np.exp(-z2)))

    def slopes(f, x, h=1e-5):
        steps = h * np.eye(len(x))
        return np.array([(f(x + step) - f(x - step)) / (2 * h) for step in steps])

    z1, z2 = W1 @ v, W2 @ v
    dz1 = slopes(lambda z: loss(z, z2), z1)
    dz2 = slopes(lambda z: loss(z1, z), z2)
    return dz1, dz2, slopes(lambda x: loss(W1 @ x, W2 @ x), v)


def two_branch_sizes(nv, nh):
    for_h = (nh, nv)
    return {"w1": for_h, "w2": for_h, "dL/dv": nv}
