"""The PyTorch network returns logarithms of probabilities."""

from torch import nn


class MLP(nn.Module):
    def __init__(self, n_inputs, n_hidden, n_classes):
        super().__init__()
        layers, width = [], n_inputs
        for n in n_hidden:
            layers.extend((nn.Linear(width, n), nn.ReLU()))
            width = n
        self.layers = nn.Sequential(*layers, nn.Linear(width, n_classes), nn.LogSoftmax(dim=1))

    def forward(self, x):
        return self.layers(x)
