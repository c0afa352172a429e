"""einsum, and matrices instead of loops where there is a choice."""

# ruff: noqa: F821 - `answers` is the dict of the submission

import numpy as np


def collapse_linear(Ws, bs):
    """b is the sum of every bias carried through all layers after its own."""
    W = Ws[-1]
    b = bs[-1]
    for weight, bias in zip(reversed(Ws[:-1]), reversed(bs[:-1]), strict=True):
        b = b + np.einsum("ij,j->i", W, bias)
        W = np.einsum("ij,jk->ik", W, weight)
    return {"W": W, "b": b}


def activation_slopes(lam, al):
    one, half = np.ones(2), np.full(2, 0.5)
    return np.vstack(
        [
            [0.5, *np.einsum("i,i->i", half, half)],
            [0.0, *one],
            [0.0, *np.heaviside([-1.0, 1.0], 0.5)],
            [0.0, *np.einsum("i,i->i", [al, lam], one)],
        ]
    )


def edge_derivatives(edges, out, o, inputs):
    """Solves g = start + A g: each node's derivative is a sum over the nodes that it feeds."""
    nodes = list(dict.fromkeys([out, *inputs] + [n for s, e, _ in edges for n in (s, e)]))
    A = np.zeros((len(nodes), len(nodes)))
    for start, end, d in edges:
        A[nodes.index(start), nodes.index(end)] += d
    begin = np.zeros(len(nodes))
    begin[nodes.index(out)] = -1 / o
    g = np.linalg.solve(np.eye(len(nodes)) - A, begin)
    return np.array([g[nodes.index(x)] for x in inputs])


def two_branch_gradient(v, W1, W2, g1, g2):
    h2 = 1 / (1 + np.exp(-np.einsum("ij,j->i", W2, v)))
    dz1 = np.einsum("i,i->i", g1, np.heaviside(np.einsum("ij,j->i", W1, v), 0))
    dz2 = np.einsum("i,i,i->i", g2, h2, 1 - h2)
    dv = np.einsum("ij,i->j", np.vstack([W1, W2]), np.concatenate([dz1, dz2]))
    return {"dz1": dz1, "dz2": dz2, "dv": dv}


def two_branch_sizes(nv, nh):
    W = np.zeros((nh, nv))
    dv = np.einsum("ij,i->j", W, np.zeros(nh))
    return {"W1": W.shape, "W2": W.shape, "dv": dv.shape}


answers.update(
    {
        "s2.0901.mid": {
            "o": -10,
            "u1": 10,
            "u2": -10,
            "u3": -20,
            "v1": 30,
            "v2": -10,
            "v3": 10,
        },
        "s2.0616.mid": {"q": [10, -10, -20], "p": np.array([30, -30, 10])},
        "s2.0616.x": {"x1": -180, "x2": 110, "x3": -30},
        "s2.0708.b": {"W1": (3, 4), "W2": (3, 4), "dL/dv": (4, 1)},
    }
)
