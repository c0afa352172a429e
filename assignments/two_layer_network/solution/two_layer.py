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
        # BEGIN SOLUTION
        self.parameters = [
            torch.tensor(p, dtype=torch.float64, requires_grad=True) for p in (W1, b1, W2, b2)
        ]
        self.optimizer = torch.optim.SGD(self.parameters, lr=lr)
        # END SOLUTION

    def step(self, X, Y):
        """One SGD step on a batch: X (S, N) and Y (S, K), one sample a row, S of any size.

        It is called several times, on different batches.
        """
        # BEGIN SOLUTION
        X = torch.tensor(X, dtype=torch.float64)
        Y = torch.tensor(Y, dtype=torch.float64)
        W1, b1, W2, b2 = self.parameters
        yt = 5 * torch.relu(X @ W1.T + b1) @ W2.T + b2
        loss = ((yt - Y) ** 2).sum(dim=1).mean()
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        # END SOLUTION

    def params(self):
        """W1, b1, W2, b2 as they are now, in the shapes in which they were given."""
        # BEGIN SOLUTION
        W1, b1, W2, b2 = (p.detach().numpy().copy() for p in self.parameters)
        return W1, b1, W2, b2
        # END SOLUTION


def forward_regression(x, y, W1, b1, W2, b2):
    """(1.1.1 b) The forward pass of one point, with f = 5 ReLU, g = identity, C = ||yt - y||^2.

    Returns:
        s1 (D,), a1 (D,), s2 (K,), yt (K,) and the loss C, a number.
    """
    # BEGIN SOLUTION
    s1 = W1 @ x + b1
    a1 = 5 * np.maximum(s1, 0)
    s2 = W2 @ a1 + b2
    yt = s2
    loss = np.sum((yt - y) ** 2)
    return s1, a1, s2, yt, loss
    # END SOLUTION


def local_jacobians(x, a1, W2):
    """(1.1.1 c) The derivatives of the two linear layers; x (N,), a1 (D,), W2 (K, D).

    Returns:
        ds2_da1 (K, D), ds2_dW2 (K, K, D), ds2_db2 (K, K), ds1_dW1 (D, D, N), ds1_db1 (D, D).
        The entry [k, i, j] of ds2_dW2 is ds2_k / dW2_ij. A block matrix (K, K D) is accepted as well
        if its columns run through W2 row by row; the same for ds1_dW1.
    """
    # BEGIN SOLUTION
    K, D = W2.shape
    N = len(x)
    ds2_da1 = W2
    ds2_dW2 = np.zeros((K, K, D))
    for k in range(K):
        ds2_dW2[k, k, :] = a1
    ds2_db2 = np.eye(K)
    ds1_dW1 = np.zeros((D, D, N))
    for i in range(D):
        ds1_dW1[i, i, :] = x
    ds1_db1 = np.eye(D)
    return ds2_da1, ds2_dW2, ds2_db2, ds1_dW1, ds1_db1
    # END SOLUTION


def jacobians_regression(s1, s2, yt, y):
    """(1.1.1 c and d) The derivatives of 5 ReLU, of the identity and of the loss.

    s1 (D,) has no entry that is exactly 0; s2, yt and y are (K,).

    Returns:
        Ja = da1/ds1 (D, D), Jy = dyt/ds2 (K, K), g = dC/dyt (K,), a row or a column as you like.
    """
    # BEGIN SOLUTION
    Ja = np.diag(5.0 * (s1 > 0))
    Jy = np.eye(len(s2))
    g = 2 * (yt - y)
    return Ja, Jy, g
    # END SOLUTION


def gradients_regression(x, y, W1, b1, W2, b2):
    """(1.1.1 c) The gradients of C by the parameters, each in the parameter's shape.

    Returns:
        dW1 (D, N), db1 (D,), dW2 (K, D), db2 (K,).
    """
    # BEGIN SOLUTION
    s1 = W1 @ x + b1
    a1 = 5 * np.maximum(s1, 0)
    yt = W2 @ a1 + b2
    ds2 = 2 * (yt - y)
    da1 = W2.T @ ds2
    ds1 = 5 * (s1 > 0) * da1
    dW2 = np.outer(ds2, a1)
    db2 = ds2
    dW1 = np.outer(ds1, x)
    db1 = ds1
    return dW1, db1, dW2, db2
    # END SOLUTION


# BEGIN SOLUTION
def sigmoid(s):
    """1 / (1 + exp(-s)), element by element."""
    return 1 / (1 + np.exp(-s))


# END SOLUTION
def classification_squared_error(x, y, W1, b1, W2, b2):
    """(1.1.2 a) The same with f = tanh, g = sigmoid, C = ||yt - y||^2; y (K,) lies in [0, 1].

    Returns:
        a1 (D,), yt (K,), the loss C, dW1 (D, N), db1 (D,), dW2 (K, D), db2 (K,).
    """
    # BEGIN SOLUTION
    s1 = W1 @ x + b1
    a1 = np.tanh(s1)
    s2 = W2 @ a1 + b2
    yt = sigmoid(s2)
    loss = np.sum((yt - y) ** 2)
    dyt = 2 * (yt - y)
    ds2 = dyt * yt * (1 - yt)
    da1 = W2.T @ ds2
    ds1 = da1 * (1 - a1**2)
    dW2 = np.outer(ds2, a1)
    db2 = ds2
    dW1 = np.outer(ds1, x)
    db1 = ds1
    return a1, yt, loss, dW1, db1, dW2, db2
    # END SOLUTION


def classification_bce(x, y, W1, b1, W2, b2):
    """(1.1.2 b) The same with the mean binary cross entropy over the K outputs.

    C = -(1/K) sum_i [y_i log yt_i + (1 - y_i) log(1 - yt_i)]; the labels y_i are 0 or 1.

    Returns:
        The loss C, dyt = dC/dyt (K,), ds2 = dC/ds2 (K,), dW1 (D, N), db1 (D,), dW2 (K, D), db2 (K,).
    """
    # BEGIN SOLUTION
    K = len(y)
    s1 = W1 @ x + b1
    a1 = np.tanh(s1)
    s2 = W2 @ a1 + b2
    yt = sigmoid(s2)
    loss = -np.sum(y * np.log(yt) + (1 - y) * np.log(1 - yt)) / K
    dyt = -(y / yt - (1 - y) / (1 - yt)) / K
    ds2 = dyt * yt * (1 - yt)
    da1 = W2.T @ ds2
    ds1 = da1 * (1 - a1**2)
    dW2 = np.outer(ds2, a1)
    db2 = ds2
    dW1 = np.outer(ds1, x)
    db1 = ds1
    return loss, dyt, ds2, dW1, db1, dW2, db2
    # END SOLUTION


def softargmax(x, beta):
    """(1.2 a) The soft position of the maximum of x, and the soft maximum.

    x (n,) and the number beta > 0 may be so large that exp(beta x) overflows.

    Returns:
        p (n,), the softmax of beta x, and lse = (1/beta) log sum_j exp(beta x_j), a number.
    """
    # BEGIN SOLUTION
    m = np.max(x)
    e = np.exp(beta * (x - m))
    p = e / np.sum(e)
    lse = m + np.log(np.sum(e)) / beta
    return p, lse
    # END SOLUTION
