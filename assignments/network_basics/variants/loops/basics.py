"""Plain Python: loops and lists, cases instead of gates, shapes as sizes, NumPy for nothing."""

import math

answers = {
    "s3.T1.x1": 0.4,
    "s3.T1.y1": -0.38,
    "s3.T1.z": 0.62,
    "s3.T1.dw0": -0.2,
    "s3.T1.dw1": 0.4,
    "s3.T1.db0": -0.2,
    "s3.T1.db1": 1,
    "s3.T2.A": (32, 1024),
    "s3.T2.B": [32, 512],
    "s3.T2.C": (32, 1),
    "s3.T3": 557057.0,
}


def relu(a):
    return a if a > 0 else 0


def residual_block(x0, w0, b0, w1, b1):
    x1 = relu(x0 * w0 + b0)
    y1 = x1 * w1 + b1
    z = relu(y1 + x0)
    if y1 + x0 <= 0:
        return [x1, y1, z, 0, 0, 0, 0, 0]
    if x0 * w0 + b0 <= 0:
        return [x1, y1, z, 0, x1, 0, 1, 1]
    return [x1, y1, z, w1 * x0, x1, w1, 1, 1 + w1 * w0]


def layer_outputs(sizes, batch):
    shapes = []
    for i in range(1, len(sizes)):
        shapes.append((batch, sizes[i]))
    return shapes


def parameter_count(sizes):
    if len(sizes) < 2:
        return 0
    return (sizes[0] + 1) * sizes[1] + parameter_count(sizes[1:])


def softmax(h):
    m = max(h)
    e = [math.exp(v - m) for v in h]
    s = sum(e)
    return [v / s for v in e]


def softmax_jacobian(h):
    p = softmax(h)
    n = len(p)
    return [[p[j] * (1 - p[j]) if i == j else -p[j] * p[i] for i in range(n)] for j in range(n)]


def softmax_cross_entropy_gradient(h, y):
    return [pi - yi for pi, yi in zip(softmax(h), y, strict=True)]
