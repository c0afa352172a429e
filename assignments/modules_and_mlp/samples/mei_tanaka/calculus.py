import numpy as np


def quadratic_form_gradient(x, B):
    return B @ x + x @ B


def trace_product_gradient(V, X, W):
    return (W @ V).T


def norm_gradient(w):
    # square root by Newton's method, until it does not change any more
    square = float(w @ w)
    root, last = square, None
    while root != last or root * root != square:
        last, root = root, 0.5 * (root + square / root) * (1 + 1e-12)
    return w / root


def trace_gradient(S):
    G = np.zeros(S.shape)
    i = 0
    while i < len(S):
        G[i, i] = 1
        i += 1
    return G


def relu_second_moment(sigma):
    return sigma * sigma / 2
