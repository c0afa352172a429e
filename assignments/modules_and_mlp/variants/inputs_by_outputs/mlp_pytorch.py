"""Parameters of its own in two ParameterLists, weights (in, out)."""

import torch
from torch import nn


class MLP(nn.Module):
    def __init__(self, n_inputs, n_hidden, n_classes):
        super().__init__()
        self.weights, self.biases = nn.ParameterList(), nn.ParameterList()
        n = n_inputs
        for width in [*n_hidden, n_classes]:
            self.weights.append(nn.Parameter(0.1 * torch.randn(n, width)))
            self.biases.append(nn.Parameter(torch.zeros(1, width)))
            n = width

    def forward(self, x):
        for i, (w, b) in enumerate(zip(self.weights, self.biases, strict=True)):
            x = x @ w + b
            if i < len(self.weights) - 1:
                x = torch.relu(x)
        return x
