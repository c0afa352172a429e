import numpy as np


def quadratic_form_gradient(x, B):
    return (B + B.T).dot(x)


def trace_product_gradient(V, X, W):
    return np.transpose(W.dot(V))


def norm_gradient(w):
    return w / np.linalg.norm(w)


def trace_gradient(S):
    return np.eye(S.shape[0])


def relu_second_moment(sigma):
    return sigma**2 / 2
