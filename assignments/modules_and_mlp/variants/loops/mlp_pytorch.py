"""A ModuleList and a loop over it, ReLU as a function."""

import torch


class MLP(torch.nn.Module):
    def __init__(self, n_inputs, n_hidden, n_classes):
        super().__init__()
        sizes = [n_inputs, *n_hidden, n_classes]
        self.linears = torch.nn.ModuleList()
        for i in range(len(sizes) - 1):
            self.linears.append(torch.nn.Linear(sizes[i], sizes[i + 1]))

    def forward(self, x):
        for linear in self.linears[:-1]:
            x = torch.relu(linear(x))
        return self.linears[-1](x)
