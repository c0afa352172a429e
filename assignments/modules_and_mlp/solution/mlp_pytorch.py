"""Question 4a: the same perceptron in PyTorch."""

from torch import nn


class MLP(nn.Module):
    """Linear, ReLU, Linear, ReLU, ..., Linear; the softmax is left to the loss."""

    def __init__(self, n_inputs, n_hidden, n_classes):
        """Build the layers; n_hidden is a list of widths, [] means no hidden layer."""
        super().__init__()
        # BEGIN SOLUTION
        layers = []
        width = n_inputs
        for n in n_hidden:
            layers += [nn.Linear(width, n), nn.ReLU()]
            width = n
        layers.append(nn.Linear(width, n_classes))
        self.layers = nn.Sequential(*layers)
        # END SOLUTION

    def forward(self, x):
        """Map x of shape (S, n_inputs) to logits (not probabilities) of shape (S, n_classes)."""
        # BEGIN SOLUTION
        return self.layers(x)
        # END SOLUTION
