"""Question 4a: the same perceptron in PyTorch."""

from torch import nn


class MLP(nn.Module):
    """Linear, ReLU, Linear, ReLU, ..., Linear; the softmax is left to the loss."""

    def __init__(self, n_inputs, n_hidden, n_classes):
        """Build the layers; n_hidden is a list of widths, [] means no hidden layer."""
        super().__init__()
        raise NotImplementedError

    def forward(self, x):
        """Map x of shape (S, n_inputs) to logits (not probabilities) of shape (S, n_classes)."""
        raise NotImplementedError
