"""einsum, float32, numerator layout."""

import numpy as np


def quadratic_form_gradient(x, B):
    x, B = np.float32(x), np.float32(B)
    return np.einsum("ij,j->i", B, x) + np.einsum("ij,i->j", B, x)


def trace_product_gradient(V, X, W):
    return np.einsum("ji,ik->jk", W, V).astype(np.float32)


def norm_gradient(w):
    w = w.astype(np.float32)
    return w * np.einsum("i,i", w, w) ** np.float32(-0.5)


def trace_gradient(S):
    return np.equal.outer(np.arange(len(S)), np.arange(len(S)))


def relu_second_moment(sigma):
    return np.square(np.float32(sigma)) / 2
