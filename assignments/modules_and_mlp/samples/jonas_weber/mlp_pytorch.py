from torch import nn


class MLP(nn.Module):
    def __init__(self, n_inputs, n_hidden, n_classes):
        super().__init__()
        self.layers = []
        for width in n_hidden:
            self.layers.append(nn.Linear(n_inputs, width))
            n_inputs = width
        self.layers.append(nn.Linear(n_inputs, n_classes))

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x
