"""A two-layer network from scratch, with NumPy only.

    scores = ReLU(X W1 + b1) W2 + b2,   loss = mean softmax cross entropy + regularisation

Replace every `raise NotImplementedError`. Keep the names, the order of the arguments, and the keys
of the dicts. Do not train or plot at the top level of this file: it is imported.
"""

import numpy as np  # noqa: F401 - you will need it


class TwoLayerNet:
    """Fully connected, one hidden layer of ReLU units, softmax cross entropy.

    N samples, D inputs, H hidden units, C classes.
    """

    def __init__(self, input_size, hidden_size, output_size, std=1e-4):
        """Sets `self.params`, a dict of float arrays:

        W1: (D, H), b1: (H,), W2: (H, C), b2: (C,).
        Weights start as small random numbers of standard deviation `std`, biases as zeros.
        """
        raise NotImplementedError

    def loss(self, X, y=None, reg=0.0):
        """Scores, or loss and gradients, with the parameters as they stand in `self.params`.

        Args:
            X: (N, D) float array, N >= 1. Do not change it.
            y: (N,) integer labels, 0 <= y[i] < C; not every class needs to occur. Or None.
                Do not change it.
            reg: strength of the L2 penalty on W1 and W2 (not on the biases):
                reg * (sum of the squares of all their entries), or half of that if you prefer.

        Returns:
            If y is None: the scores, (N, C).
            Else the tuple (loss, grads): loss is a number, the mean over the samples of the
            softmax cross entropy, plus the penalty; grads is a dict with the keys W1, b1, W2, b2
            and the derivative of that loss with respect to each parameter, in its shape.
            Scores as large as +-10000 in a whole row must not overflow. Calls must not depend on
            earlier calls, and must not change the parameters.
        """
        raise NotImplementedError

    def train(
        self,
        X,
        y,
        X_val,
        y_val,
        learning_rate=1e-3,
        learning_rate_decay=0.95,
        reg=5e-6,
        num_iters=100,
        batch_size=200,
        verbose=False,
    ):
        """Stochastic gradient descent on `self.params`.

        Each of the `num_iters` iterations draws a minibatch of `batch_size` samples at random
        from all of X (with replacement, so that batch_size may be larger than N), computes
        `self.loss` on it with `reg`, and moves EVERY parameter by
        p <- p - learning_rate * gradient. After each epoch (N / batch_size iterations, at least
        one) the learning rate is multiplied by `learning_rate_decay`.

        Args:
            X, y: training data, (N, D) floats and (N,) integer labels.
            X_val, y_val: validation data of the same kind; measured, never trained on.
                Do not change any of these arrays.

        Returns:
            A dict with `loss_history`, the list of the minibatch losses, one number per
            iteration, and, once per epoch, `train_acc_history` and `val_acc_history` (these two
            are not marked).
        """
        raise NotImplementedError

    def predict(self, X):
        """The class with the highest score.

        Args:
            X: (N, D) float array, N >= 1. Do not change it.

        Returns:
            (N,) integers.
        """
        raise NotImplementedError
