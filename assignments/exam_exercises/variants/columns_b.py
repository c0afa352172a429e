"""Vectors as columns, results by name, everything as it stands in the exam's own notation."""

# ruff: noqa: F821 - `answers` is the dict of the submission

import numpy as np


def collapse_linear(Ws, bs):
    """Layers as matrices on (x, 1), multiplied from the left."""
    whole = np.eye(Ws[0].shape[1] + 1)
    for W, b in zip(Ws, bs, strict=True):
        layer = np.block([[W, b.reshape(-1, 1)], [np.zeros((1, W.shape[1])), np.ones((1, 1))]])
        whole = layer @ whole
    return whole[:-1, :-1], whole[:-1, -1:]


def activation_slopes(lam, al):
    return {
        "sigmoid": np.array([[0.5], [0.25], [0.25]]),
        "tanh": np.array([[0.0], [1.0], [1.0]]),
        "relu": np.array([[0.0], [0.0], [1.0]]),
        "selu": np.array([[0.0], [al], [lam]]),
    }


def edge_derivatives(edges, out, o, inputs):
    """Walks along every path from an input, multiplying, and adds up what arrives."""

    def paths(node, product):
        if node == out:
            return product
        return sum(paths(end, product * d) for start, end, d in edges if start == node)

    return {x: paths(x, 1.0) * (-1 / o) for x in inputs}


def two_branch_gradient(v, W1, W2, g1, g2):
    v, g1, g2 = (a.reshape(-1, 1) for a in (v, g1, g2))
    gate = np.diag((W1 @ v > 0).astype(float).ravel())
    h2 = np.exp(W2 @ v) / (np.exp(W2 @ v) + 1)
    slope = np.diagflat(h2 * (1 - h2))
    return gate @ g1, slope @ g2, W1.T @ gate @ g1 + W2.T @ slope @ g2


def two_branch_sizes(nv, nh):
    return (nh, nv), (nh, nv), (nv, 1)


answers.update(
    {
        "s2.0901.mid": {
            "dL/do": -10,
            "dL/du": [10, -10, -20],
            "dL/dv": [[30], [-10], [10]],
        },
        "s2.0616.mid": {
            "dL/dact": -10,
            "dL/dq1": 10,
            "dL/dq2": -10,
            "dL/dq3": -20,
            "dL/dp1": 30,
            "dL/dp2": -30,
            "dL/dp3": 10,
        },
        "s2.0616.x": {"dL/dx1": -180, "dL/dx2": 110, "dL/dx3": -30},
        "s2.0708.a1": [[-2], [0], [4]],
        "s2.0708.a2": [[0.16], [0.75], [0.42]],
        "s2.0708.b": ((3, 4), (3, 4), (4, 1)),
    }
)
