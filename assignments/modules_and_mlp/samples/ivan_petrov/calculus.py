import numpy as np


def quadratic_form_gradient(x, B):
    return B.T @ x + B @ x


def trace_product_gradient(V, X, W):
    return V.T @ W.T


def norm_gradient(w):
    return w / np.linalg.norm(w)


def trace_gradient(S):
    return np.ones(len(S))


def relu_second_moment(sigma):
    return sigma**2
