"""Question 4a: train the PyTorch MLP with mini-batch stochastic gradient descent."""

import torch
from mlp_pytorch import MLP
from torch import nn


def train(hidden_dims, lr, batch_size, epochs, seed, data):
    """Train an MLP with plain SGD (no momentum) on shuffled mini-batches.

    Arguments and results are those of `train` in train_mlp_numpy.py. `data` holds NumPy arrays.
    Seed torch (and NumPy and random where you use them) with `seed`.
    """
    raise NotImplementedError
