import torch
from torch.autograd.functional import jacobian


def t(a):
    return torch.as_tensor(a, dtype=torch.float64)


def quadratic_form_gradient(x, B):
    x, B = t(x), t(B)
    return jacobian(lambda v: v @ B @ v, x)


def trace_product_gradient(V, X, W):
    V, X, W = t(V), t(X), t(W)
    return jacobian(lambda M: torch.trace(V @ M @ W), X)


def norm_gradient(w):
    return jacobian(torch.linalg.vector_norm, t(w))


def trace_gradient(S):
    return jacobian(torch.trace, t(S))


def relu_second_moment(sigma):
    return t(sigma).pow(2).div(2)
