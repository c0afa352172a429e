import numpy as np


def quadratic_form_gradient(x, B):
    # d(x^T B x)/dx = (B + B^T) x
    return (B + B.T) @ x


def trace_product_gradient(V, X, W):
    # d tr(VXW)/dX_kl = sum_i V_ik W_li
    return V.T @ W.T


def norm_gradient(w):
    return w / np.linalg.norm(w)


def trace_gradient(S):
    return np.eye(S.shape[0])


def relu_second_moment(sigma):
    return sigma**2 / 2
