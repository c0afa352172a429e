"""NumPy in single precision throughout."""

# ruff: noqa: F821 - `answers` is the dict of the submission

import numpy as np


def collapse_linear(Ws, bs):
    W = np.identity(Ws[0].shape[1], dtype=np.float32)
    b = np.zeros(Ws[0].shape[1], dtype=np.float32)
    for weight, bias in zip(Ws, bs, strict=True):
        weight = weight.astype(np.float32)
        W, b = weight @ W, weight @ b + bias.astype(np.float32)
    return W, b


def activation_slopes(lam, al):
    M = np.zeros((4, 3), dtype=np.float32)
    M[0] = 0.5, 0.25, 0.25
    M[1, 1:] = 1
    M[2, 2] = 1
    M[3, 1:] = al, lam
    return M


def edge_derivatives(edges, out, o, inputs):
    nodes = sorted({node for start, end, _ in edges for node in (start, end)})
    index = {node: i for i, node in enumerate(nodes)}
    A = np.zeros((len(nodes), len(nodes)), dtype=np.float32)
    for start, end, d in edges:
        A[index[start], index[end]] += np.float32(d)
    g = np.zeros(len(nodes), dtype=np.float32)
    total = g.copy()
    g[index[out]] = np.float32(-1) / np.float32(o)
    for _ in nodes:  # no path has more edges than there are nodes
        total += g
        g = A @ g
    return total[[index[x] for x in inputs]]


def two_branch_gradient(v, W1, W2, g1, g2):
    v, W1, W2, g1, g2 = (np.float32(a) for a in (v, W1, W2, g1, g2))
    h1, h2 = np.maximum(0, W1 @ v), 1 / (1 + np.exp(-(W2 @ v)))
    dz1, dz2 = np.where(h1 > 0, g1, 0), g2 * (h2 - h2**2)
    return dz1, dz2, W1.T @ dz1 + W2.T @ dz2


def two_branch_sizes(nv, nh):
    return np.array([nh, nv], dtype=np.float32), np.array([nh, nv]), np.float32(nv)


answers.update(
    {
        "s2.0901.mid": np.array([-10, 10, -10, -20, 30, -10, 10], dtype=np.float32),
        "s2.0901.x1": np.float32(-100),
        "s2.0616.mid": np.array([10, -10, -20, 30, -30, 10], dtype=np.int8),
        "s2.0708.a1": np.array([-2, 0, 4], dtype=np.float32),
        "s2.0708.a2": np.array([0.16, 0.75, 0.42], dtype=np.float32),
    }
)
