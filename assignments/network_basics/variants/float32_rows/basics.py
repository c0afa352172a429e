"""Everything in float32, dicts as results, gradients as rows (1, n)."""

import numpy as np

f = np.float32
answers = {
    "s3.T1.x1": f(0.4),
    "s3.T1.y1": f(-0.38),
    "s3.T1.z": f(0.62),
    "s3.T1.dw0": f(-0.2),
    "s3.T1.dw1": f(0.4),
    "s3.T1.db0": f(-0.2),
    "s3.T1.db1": f(1),
    "s3.T2.A": 32 * 1024,
    "s3.T2.B": np.int64(32 * 512),
    "s3.T2.C": np.array([32, 1]),
    "s3.T3": 31 * 1024 + 1025 * 512 + 513,
}


def residual_block(x0, w0, b0, w1, b1):
    x0, w0, b0, w1, b1 = (np.array(v, dtype=f) for v in (x0, w0, b0, w1, b1))
    pre = x0 * w0 + b0
    x1 = np.maximum(pre, 0)
    y1 = x1 * w1 + b1
    z = np.maximum(y1 + x0, 0)
    g2 = (y1 + x0 > 0).astype(f)
    g1 = (pre > 0).astype(f)
    dw0, db0 = g2 * w1 * g1 * x0, g2 * w1 * g1
    return {"z": z, "y1": y1, "x1": x1, "db1": g2, "dw1": g2 * x1, "db0": db0, "dw0": dw0}


def layer_outputs(sizes, batch):
    return np.array(sizes[1:]) * batch


def parameter_count(sizes):
    s = np.array(sizes)
    return ((s[:-1] + 1) * s[1:]).sum()


def softmax(h):
    h = np.asarray(h, dtype=f)
    e = np.exp(h - h.max())
    return e / e.sum()


def softmax_jacobian(h):
    p = softmax(h).reshape(-1, 1)
    return np.diagflat(p) - p @ p.T


def softmax_cross_entropy_gradient(h, y):
    return (softmax(h) - np.asarray(y, dtype=f)).reshape(1, -1)
