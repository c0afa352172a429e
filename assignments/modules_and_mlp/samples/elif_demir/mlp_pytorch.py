import torch
from torch import nn
import torch.nn.functional as F


class MLP(nn.Module):
    def __init__(self, n_inputs, n_hidden, n_classes):
        super().__init__()
        self.depth = len(n_hidden)
        widths = [n_inputs, *n_hidden, n_classes]
        for i in range(self.depth + 1):
            setattr(self, f'fc{i}', nn.Linear(widths[i], widths[i + 1]))
        self.double()

    def forward(self, x):
        x = x.double()
        for i in range(self.depth):
            x = F.relu(getattr(self, f'fc{i}')(x))
        return getattr(self, f'fc{self.depth}')(x)
