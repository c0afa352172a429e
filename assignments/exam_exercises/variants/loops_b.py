"""Plain Python: loops over lists, no NumPy in what comes back."""

# ruff: noqa: F821 - `answers` is the dict of the submission

import math


def collapse_linear(Ws, bs):
    weights, biases = [W.tolist() for W in Ws], [b.tolist() for b in bs]
    columns = len(weights[0][0])
    W, b = weights[0], biases[0]
    for V, c in zip(weights[1:], biases[1:], strict=True):
        product, shifted = [], []
        for i in range(len(V)):
            row = []
            for j in range(columns):
                row.append(sum(V[i][k] * W[k][j] for k in range(len(W))))
            product.append(row)
            shifted.append(c[i] + sum(V[i][k] * b[k] for k in range(len(b))))
        W, b = product, shifted
    return [W, b]


def activation_slopes(lam, al):
    sigmoid_at_0 = 1 / (1 + math.exp(0))
    sigmoid_slope = sigmoid_at_0 * (1 - sigmoid_at_0)
    tanh_slope = 1 - math.tanh(0) ** 2
    return [
        [sigmoid_at_0, sigmoid_slope, sigmoid_slope],
        [math.tanh(0), tanh_slope, tanh_slope],
        [max(0, 0), 0, 1],
        [0, al * math.exp(0), lam * 1],
    ]


def edge_derivatives(edges, out, o, inputs):
    """Takes up a node only when none of the nodes that it feeds is open any more."""
    open_nodes = []
    for start, end, _ in edges:
        for node in (start, end):
            if node not in open_nodes:
                open_nodes.append(node)
    gradient = {node: 0.0 for node in open_nodes}
    gradient[out] = -1.0 / o
    while open_nodes:
        for node in open_nodes:
            feeds = [end for start, end, _ in edges if start == node]
            if not any(end in open_nodes for end in feeds):
                break
        open_nodes.remove(node)
        for start, end, d in edges:
            if end == node:
                gradient[start] = gradient[start] + d * gradient[node]
    result = []
    for x in inputs:
        result.append(gradient[x])
    return result


def two_branch_gradient(v, W1, W2, g1, g2):
    dz1, dz2 = [], []
    for i in range(len(g1)):
        z = sum(W1[i][j] * v[j] for j in range(len(v)))
        dz1.append(g1[i] if z > 0 else 0.0)
    for i in range(len(g2)):
        z = sum(W2[i][j] * v[j] for j in range(len(v)))
        h = math.exp(z) / (math.exp(z) + 1)
        dz2.append(g2[i] * h * (1 - h))
    dv = []
    for j in range(len(v)):
        first = sum(W1[i][j] * dz1[i] for i in range(len(dz1)))
        second = sum(W2[i][j] * dz2[i] for i in range(len(dz2)))
        dv.append(first + second)
    return [dz1, dz2, dv]


def two_branch_sizes(nv, nh):
    return [[nh, nv], [nh, nv], [nv]]


answers.update(
    {
        "s2.0901.mid": [-10.0, [10.0, -10.0, -20.0], [30.0, -10.0, 10.0]],
        "s2.0616.mid": (-10, (10, -10, -20), (30, -30, 10)),
        "s2.0708.b": [[3, 4], [3, 4], [4]],
    }
)
