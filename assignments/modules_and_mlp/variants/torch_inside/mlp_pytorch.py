"""float64, and one attribute for every layer."""

from itertools import pairwise

from torch import nn
from torch.nn import functional as F


class MLP(nn.Module):
    def __init__(self, n_inputs, n_hidden, n_classes):
        super().__init__()
        self.depth = len(n_hidden)
        for i, (a, b) in enumerate(pairwise([n_inputs, *n_hidden, n_classes])):
            setattr(self, f"fc{i}", nn.Linear(a, b))
        self.double()

    def forward(self, x):
        x = x.double()
        for i in range(self.depth):
            x = F.relu(getattr(self, f"fc{i}")(x))
        return getattr(self, f"fc{self.depth}")(x)
