"""A two-layer network: forward pass, gradients, losses, and two steps of training.

    s1 = W1 x + b1,   a1 = f(s1),   s2 = W2 a1 + b2,   yt = g(s2)

x has N entries, s1 and a1 have D, s2, yt and the target y have K. W1 is (D, N), b1 (D,), W2 (K, D),
b2 (K,). Arguments are float arrays; do not change them. Keep the names and the order of the
arguments. A function that returns several values returns a tuple in the stated order.
"""

import numpy as np
import torch


class TwoLayerTrainer:
    """(1.1.1 a) Trains the regression network, f = 5 ReLU and g = identity, with SGD.

    The loss of a batch is the mean over its samples of ||yt - y||^2, summed over the K outputs.
    PyTorch or NumPy, as you like.
    """

    def __init__(self, W1, b1, W2, b2, lr):
        """Keeps the parameters and the learning rate. W1 (D, N), b1 (D,), W2 (K, D), b2 (K,)."""
        raise NotImplementedError

    def step(self, X, Y):
        """One SGD step on a batch: X (S, N) and Y (S, K), one sample a row, S of any size.

        It is called several times, on different batches.
        """
        raise NotImplementedError

    def params(self):
        """W1, b1, W2, b2 as they are now, in the shapes in which they were given."""
        raise NotImplementedError


def forward_regression(x, y, W1, b1, W2, b2):
    """(1.1.1 b) The forward pass of one point, with f = 5 ReLU, g = identity, C = ||yt - y||^2.

    Returns:
        s1 (D,), a1 (D,), s2 (K,), yt (K,) and the loss C, a number.
    """
    raise NotImplementedError


def local_jacobians(x, a1, W2):
    """(1.1.1 c) The derivatives of the two linear layers; x (N,), a1 (D,), W2 (K, D).

    Returns:
        ds2_da1 (K, D), ds2_dW2 (K, K, D), ds2_db2 (K, K), ds1_dW1 (D, D, N), ds1_db1 (D, D).
        The entry [k, i, j] of ds2_dW2 is ds2_k / dW2_ij. A block matrix (K, K D) is accepted as well
        if its columns run through W2 row by row; the same for ds1_dW1.
    """
    raise NotImplementedError


def jacobians_regression(s1, s2, yt, y):
    """(1.1.1 c and d) The derivatives of 5 ReLU, of the identity and of the loss.

    s1 (D,) has no entry that is exactly 0; s2, yt and y are (K,).

    Returns:
        Ja = da1/ds1 (D, D), Jy = dyt/ds2 (K, K), g = dC/dyt (K,), a row or a column as you like.
    """
    raise NotImplementedError


def gradients_regression(x, y, W1, b1, W2, b2):
    """(1.1.1 c) The gradients of C by the parameters, each in the parameter's shape.

    Returns:
        dW1 (D, N), db1 (D,), dW2 (K, D), db2 (K,).
    """
    raise NotImplementedError


def classification_squared_error(x, y, W1, b1, W2, b2):
    """(1.1.2 a) The same with f = tanh, g = sigmoid, C = ||yt - y||^2; y (K,) lies in [0, 1].

    Returns:
        a1 (D,), yt (K,), the loss C, dW1 (D, N), db1 (D,), dW2 (K, D), db2 (K,).
    """
    raise NotImplementedError


def classification_bce(x, y, W1, b1, W2, b2):
    """(1.1.2 b) The same with the mean binary cross entropy over the K outputs.

    C = -(1/K) sum_i [y_i log yt_i + (1 - y_i) log(1 - yt_i)]; the labels y_i are 0 or 1.

    Returns:
        The loss C, dyt = dC/dyt (K,), ds2 = dC/ds2 (K,), dW1 (D, N), db1 (D,), dW2 (K, D), db2 (K,).
    """
    raise NotImplementedError


def softargmax(x, beta):
    """(1.2 a) The soft position of the maximum of x, and the soft maximum.

    x (n,) and the number beta > 0 may be so large that exp(beta x) overflows.

    Returns:
        p (n,), the softmax of beta x, and lse = (1/beta) log sum_j exp(beta x_j), a number.
    """
    raise NotImplementedError
