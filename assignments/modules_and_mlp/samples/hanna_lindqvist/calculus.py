import numpy as np


def quadratic_form_gradient(x, B):
    return 2 * B @ x


def trace_product_gradient(V, X, W):
    return V.T @ W.T


def norm_gradient(w):
    return w / np.dot(w, w)


def trace_gradient(S):
    return np.eye(len(S))


def relu_second_moment(sigma):
    return sigma / 2
