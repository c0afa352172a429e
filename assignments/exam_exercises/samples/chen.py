"""Chen, exam exercises. Plain Python where possible."""

import math

import numpy as np

# Your numbers, worked out by hand: two decimals are enough where they do not come out even.
answers = {
    # the sine-cosine graph at x = 1: t1, b1, t2, b2, t3, b3, t4, b4, t5, b5, y
    "s2.0706.forward": [0.84, 0.54, 0.98, 0.19, 0.92, 0.39, 0.97, 0.26, 0.94, 0.33, 0.31],
    "s2.0706": -0.07,  # dy/dx at x = 1
    # dy/dt5, dy/db5, dy/dt4, dy/db4, dy/dt3, dy/db3, dy/dt2, dy/db2, dy/dt1, dy/db1
    "s2.0706.steps": [0.33, 0.94, -0.77, -0.77, 0.55, 0.55, -0.29, -0.29, 0.23, 0.23],
    # factors of the conditions of (1 0 1 0), (0 1 0 1), (1 1 0 0), (0 0 1 1)
    "s2.lin.a": [1, 1, 1, 1],
    # the graph of 2022/09/01: dL/do, dL/du1, dL/du2, dL/du3, dL/dv1, dL/dv2, dL/dv3
    "s2.0901.mid": [-10, 10, -10, -20, 30, -10, 10],
    "s2.0901.x1": -100,
    "s2.0901.x2": 110,
    "s2.0901.x3": -30,
    "s2.0708.a1": [-2, 0, 4],  # the vector that multiplies W1^T
    "s2.0708.a2": [0.16, 0.75, 0.42],  # the vector that multiplies W2^T
    "s2.0708.b": [(3, 4), (3, 4), 4],  # the shapes of W1 and W2, the length of dL/dv
    # the graph of 2022/06/16: dL/do, dL/dq1, dL/dq2, dL/dq3, dL/dp1, dL/dp2, dL/dp3
    "s2.0616.mid": [-10, 10, -10, -20, 30, -30, 10],
    "s2.0616.x": [-180, 110, -30],  # dL/dx1, dL/dx2, dL/dx3
}



import math


def _sigma(v):
    if v >= 0:
        return 1 / (1 + math.exp(-v))
    return math.exp(v) / (1 + math.exp(v))


def sigmoid_neuron_gradient(w, b, x, z):
    y = _sigma(w * x + b)
    return {"dw": (y - z) * y * (1 - y) * x, "db": (y - z) * y * (1 - y)}


def gradient_norm_and_bound(w, b, x, z):
    y = _sigma(w * x + b)
    root = (1 + x**2) ** 0.5
    return [abs(y - z) * y * (1 - y) * root, 0.25 * root * (1 + abs(z))]


def gradient_descent(w, b, x, z, eta, n):
    result = {"w": [w], "b": [b]}
    while len(result["w"]) < n + 1:
        y = _sigma(result["w"][-1] * x + result["b"][-1])
        step = eta * (y - z) * y * (1 - y)
        result["w"].append(result["w"][-1] - step * x)
        result["b"].append(result["b"][-1] - step)
    return result


def sin_cos_graph(x):
    t1, b1 = math.sin(x), math.cos(x)
    t2, b2 = math.sin(t1 + b1), math.cos(t1 + b1)
    t3, b3 = math.sin(t2 + b2), math.cos(t2 + b2)
    t4, b4 = math.sin(t3 + b3), math.cos(t3 + b3)
    t5, b5 = math.sin(t4 + b4), math.cos(t4 + b4)
    dt5, db5 = b5, t5
    d4 = dt5 * math.cos(t4 + b4) + db5 * (-math.sin(t4 + b4))
    d3 = d4 * math.cos(t3 + b3) + d4 * (-math.sin(t3 + b3))
    d2 = d3 * math.cos(t2 + b2) + d3 * (-math.sin(t2 + b2))
    d1 = d2 * math.cos(t1 + b1) + d2 * (-math.sin(t1 + b1))
    return {"y": t5 * b5, "dydx": d1 * math.cos(x) + d1 * (-math.sin(x))}


def line_network(x):
    # two threshold units, one for each column, and a threshold unit that is their OR
    left = 1 if x[0] + x[2] > 1.5 else 0
    right = 1 if x[1] + x[3] > 1.5 else 0
    return 1 if left + right > 0.5 else 0


def stable_softmax(a):
    if a.ndim > 1:
        return [stable_softmax(row) for row in a]
    row = a.tolist()
    top = max(row)
    e = [math.exp(v - top) for v in row]
    total = sum(e)
    return [v / total for v in e]


answers.update(
    {
        "s2.0706.forward": [
            (0.84, 0.54),
            (0.98, 0.19),
            (0.92, 0.39),
            (0.97, 0.26),
            (0.94, 0.33),
            0.31,
        ],
        "s2.0706": -0.069,
        "s2.0706.steps": [(0.33, 0.94), (-0.77, -0.77), (0.55, 0.55), (-0.29, -0.29), (0.23, 0.23)],
        "s2.lin.a": (1, 1, -1, -1),  # the conditions of class II are taken away
    }
)







def _sigmoid(v):
    return 1 / (1 + math.exp(-v))











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









