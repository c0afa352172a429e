"""Question 2: the building blocks of a network, in NumPy, with their gradients.

Every module has `forward`, which computes its output, and `backward`, which is given the gradient
of the loss with respect to that output and returns the gradient with respect to the input of the
latest `forward`. A batch is one sample per row: S rows.

Rules that hold for all of them:
- S is any number of rows, 1 included;
- the latest `forward` of an object is the one its `backward` belongs to; two objects of the same
  class know nothing of each other;
- do not change the arrays you are given;
- a second `backward` replaces the gradients of the first. If yours add up instead, offer
  `clear_cache()`, which sets them back to zero.
"""

import numpy as np


class LinearModule:
    """Y = X W^T + b.

    `params["weight"]` has shape (out_features, in_features), `params["bias"]` (out_features,).
    Other layouts are fine as long as you use them throughout, for instance weights of shape
    (in_features, out_features) or a bias of shape (1, out_features).
    After `backward`, `grads["weight"]` and `grads["bias"]` hold the gradients of the loss, in the
    shapes of the parameters.
    """

    def __init__(self, in_features, out_features, input_layer=False):
        """Make the parameters; `input_layer` is True for the first layer of a network."""
        # BEGIN SOLUTION
        # Half of what enters a later layer was cut off by a ReLU: twice the variance makes up for it.
        gain = 1.0 if input_layer else 2.0
        scale = np.sqrt(gain / in_features)
        weight = scale * np.random.randn(out_features, in_features)  # noqa: NPY002
        self.params = {"weight": weight, "bias": np.zeros(out_features)}
        self.grads = {"weight": np.zeros_like(weight), "bias": np.zeros(out_features)}
        # STARTER
        # self.params = {"weight": None, "bias": None}
        # self.grads = {"weight": None, "bias": None}
        # raise NotImplementedError
        # END SOLUTION

    def forward(self, x):
        """Map x of shape (S, in_features) to (S, out_features)."""
        # BEGIN SOLUTION
        self.x = x
        return x @ self.params["weight"].T + self.params["bias"]
        # END SOLUTION

    def backward(self, dout):
        """Given dL/dY (S, out_features): fill `grads`, return dL/dX (S, in_features)."""
        # BEGIN SOLUTION
        self.grads["weight"] = dout.T @ self.x
        self.grads["bias"] = dout.sum(axis=0)
        return dout @ self.params["weight"]
        # END SOLUTION


class TanhModule:
    """Y = tanh(X), element by element."""

    def forward(self, x):
        """Map x of any shape to an array of the same shape."""
        # BEGIN SOLUTION
        self.out = np.tanh(x)
        return self.out
        # END SOLUTION

    def backward(self, dout):
        """Given dL/dY, return dL/dX; both have the shape of the latest input."""
        # BEGIN SOLUTION
        return dout * (1 - self.out**2)
        # END SOLUTION


class ReLUModule:
    """Y = max(0, X), element by element. At exactly 0 any slope from 0 to 1 counts as right."""

    def forward(self, x):
        """Map x of any shape to an array of the same shape."""
        # BEGIN SOLUTION
        self.x = x
        return np.maximum(0, x)
        # END SOLUTION

    def backward(self, dout):
        """Given dL/dY, return dL/dX; both have the shape of the latest input."""
        # BEGIN SOLUTION
        return np.where(self.x > 0, dout, 0)
        # END SOLUTION


class SoftMaxModule:
    """Each row of Y is the softmax of the same row of X.

    It must work for large inputs too: a row near +1000 beside a row near -1000.
    """

    def forward(self, x):
        """Map x of shape (S, K) to probabilities of shape (S, K); each row sums to 1."""
        # BEGIN SOLUTION
        e = np.exp(x - x.max(axis=1, keepdims=True))
        self.out = e / e.sum(axis=1, keepdims=True)
        return self.out
        # END SOLUTION

    def backward(self, dout):
        """Given dL/dY (S, K), whatever comes after this module, return dL/dX (S, K)."""
        # BEGIN SOLUTION
        g = dout * self.out
        return g - g.sum(axis=1, keepdims=True) * self.out
        # END SOLUTION


class CrossEntropyModule:
    """L = -(1/S) sum_{i,k} T_ik log X_ik: the mean over the batch, natural logarithm.

    x holds probabilities of shape (S, K). y holds the labels, as you prefer: integers of shape
    (S,), 0 to K-1, or one-hot rows of shape (S, K). Not every class occurs in every batch.
    """

    def forward(self, x, y):
        """Return the mean loss, one number."""
        # BEGIN SOLUTION
        picked = x[np.arange(len(y)), y]
        return -np.mean(np.log(picked + 1e-30))  # never the logarithm of 0
        # END SOLUTION

    def backward(self, x, y):
        """Return dL/dX of shape (S, K): the gradient with respect to the probabilities x."""
        # BEGIN SOLUTION
        rows = np.arange(len(y))
        dx = np.zeros_like(x)
        dx[rows, y] = -1 / (x[rows, y] + 1e-30) / len(y)
        return dx
        # END SOLUTION
