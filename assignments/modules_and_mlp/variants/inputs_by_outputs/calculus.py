"""Rows and columns instead of vectors."""

import numpy as np


def quadratic_form_gradient(x, B):
    x = x.reshape(-1, 1)
    return x.T @ (B + B.T)


def trace_product_gradient(V, X, W):
    return (W @ V).T


def norm_gradient(w):
    w = w.reshape(-1, 1)
    return w / np.sqrt(w.T @ w)


def trace_gradient(S):
    result = np.zeros(S.shape)
    np.fill_diagonal(result, 1)
    return result


def relu_second_moment(sigma):
    variance = np.power(sigma, 2)
    return np.array([[variance / 2]])
