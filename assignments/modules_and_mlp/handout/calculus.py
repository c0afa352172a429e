"""Questions 1 and 5: closed forms from matrix calculus.

Write each answer as a function of its inputs. Arguments are float64 NumPy arrays and are passed
by position; your code is called at random points, so a formula that holds only for square or
symmetric matrices will not do. Do not change the arrays that you are given.
"""

import numpy as np


def quadratic_form_gradient(x, B):
    """1a: the gradient of x^T B x with respect to x.

    x has shape (n,), B has shape (n, n) and need not be symmetric.
    Return an array of shape (n,); a row (1, n) or a column (n, 1) is fine too.
    """
    raise NotImplementedError


def trace_product_gradient(V, X, W):
    """1b: the gradient of tr(V X W) with respect to X.

    V has shape (n, m), X has shape (m, p), W has shape (p, n).
    Return an array of shape (m, p): entry [i, j] is the derivative with respect to X[i, j].
    Its transpose (numerator layout) is fine too.
    """
    raise NotImplementedError


def norm_gradient(w):
    """1c: the gradient of the Euclidean norm ||w|| with respect to w, for w other than 0.

    w has shape (n,). Return an array of shape (n,).
    """
    raise NotImplementedError


def trace_gradient(S):
    """1d: the gradient of tr(S) with respect to S.

    S has shape (n, n). Return an array of shape (n, n).
    """
    raise NotImplementedError


def relu_second_moment(sigma):
    """5: E[ReLU(f)^2] for f distributed symmetrically around 0 with standard deviation sigma.

    sigma is a positive float. Return a float. The proof goes into written.md.
    """
    raise NotImplementedError
