import numpy as np

F = np.float32


def quadratic_form_gradient(x, B):
    x, B = F(x), F(B)
    return (np.einsum("ij,j->i", B, x) + np.einsum("ij,i->j", B, x))[None, :]  # a row


def trace_product_gradient(V, X, W):
    # numerator layout, (p, m)
    return np.einsum("pn,nm->pm", F(W), F(V))


def norm_gradient(w):
    w = F(w)
    return w / np.sqrt(np.einsum("i,i->", w, w))


def trace_gradient(S):
    return np.identity(len(S), dtype=F)


def relu_second_moment(sigma):
    return F(sigma) ** 2 / F(2)
