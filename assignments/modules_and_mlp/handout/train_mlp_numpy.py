"""Question 3: train the NumPy MLP with mini-batch stochastic gradient descent."""

import numpy as np
from mlp_numpy import MLP
from modules import CrossEntropyModule


def train(hidden_dims, lr, batch_size, epochs, seed, data):
    """Train an MLP with plain SGD (no momentum) on shuffled mini-batches.

    hidden_dims: list of hidden widths. lr: learning rate. batch_size, epochs: int.
    seed: int; the same seed must give the same run, so seed every generator that you use.
    data: dict with "train", "validation" and "test", each a pair (x, t): x float64 of shape (N, D),
        t int64 labels of shape (N,). Train on "train" only.

    Return a tuple of
        model: the trained MLP,
        val_accuracies: list, the accuracy on "validation" after each epoch (0 to 1),
        test_accuracy: float, the accuracy of the returned model on "test" (0 to 1),
        logging: dict; logging["loss"] is a list with the loss of every mini-batch, in order.
    """
    raise NotImplementedError
