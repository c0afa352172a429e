"""Torch finds the gradients by itself."""

import torch
from torch.autograd.functional import jacobian


def tensor(a):
    return torch.as_tensor(a, dtype=torch.float64)


def quadratic_form_gradient(x, B):
    B = tensor(B)
    return jacobian(lambda v: v @ B @ v, tensor(x)).reshape(-1, 1)


def trace_product_gradient(V, X, W):
    V, W = tensor(V), tensor(W)
    return jacobian(lambda M: torch.trace(V @ M @ W), tensor(X))


def norm_gradient(w):
    return jacobian(torch.linalg.vector_norm, tensor(w))[None]


def trace_gradient(S):
    return jacobian(torch.trace, tensor(S))


def relu_second_moment(sigma):
    return tensor([sigma]).pow(2).div(2)
