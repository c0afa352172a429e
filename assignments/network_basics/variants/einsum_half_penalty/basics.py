"""Gates as a Jacobian chain with matrices of size 1, einsum and log-softmax."""

import numpy as np


def residual_block(x0, w0, b0, w1, b1):
    v = np.array([w0, w1, b0, b1, x0])
    s1, ds1 = np.dot(x0, v[0]) + v[2], np.array([x0, 0.0, 1.0, 0.0, v[0]])
    x1, dx1 = np.heaviside(s1, 0) * s1, np.heaviside(s1, 0) * ds1
    y1 = x1 * v[1] + v[3]
    dy1 = dx1 * v[1] + np.array([0.0, x1, 0.0, 1.0, 0.0])
    s2, ds2 = y1 + v[4], dy1 + np.eye(5)[4]
    z, dz = np.heaviside(s2, 0) * s2, np.heaviside(s2, 0) * ds2
    return np.array([x1, y1, z, *dz])


def layer_outputs(sizes, batch):
    return np.einsum("i,->i", sizes[1:], batch).tolist()


def parameter_count(sizes):
    with_bias, out = np.array(sizes[:-1]) + 1, np.array(sizes[1:])
    return int(np.einsum("i,i->", with_bias, out))


def softmax(h):
    return np.exp(h - np.logaddexp.reduce(h))


def softmax_jacobian(h):
    p = softmax(h)
    return np.einsum("j,ji->ji", p, np.eye(len(h)) - p[None, :])


def softmax_cross_entropy_gradient(h, y):
    # The chain rule with y_j / P_j cancelled: no division by a probability that is 0.
    return -np.einsum("j,ji->i", y, np.eye(len(h)) - softmax(h)[None, :])
