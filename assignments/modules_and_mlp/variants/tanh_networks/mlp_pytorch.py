"""Tanh after every hidden layer."""

from torch import nn


class MLP(nn.Module):
    def __init__(self, n_inputs, n_hidden, n_classes):
        super().__init__()
        self.hidden = nn.ModuleList()
        for n in n_hidden:
            self.hidden.append(nn.Sequential(nn.Linear(n_inputs, n), nn.Tanh()))
            n_inputs = n
        self.output = nn.Linear(n_inputs, n_classes)

    def forward(self, x):
        for layer in self.hidden:
            x = layer(x)
        return self.output(x)
