"""Named layers in an OrderedDict, an argument of its own, weights initialised by hand."""

from collections import OrderedDict
from itertools import pairwise

import torch.nn as nn


class MLP(nn.Module):
    def __init__(self, n_inputs, n_hidden, n_classes, use_batch_norm=False):
        super().__init__()
        modules = OrderedDict()
        dims = [n_inputs, *n_hidden]
        for number, (i, o) in enumerate(pairwise(dims)):
            modules[f"linear_{number}"] = nn.Linear(i, o)
            if use_batch_norm:
                modules[f"batch_norm_{number}"] = nn.BatchNorm1d(o)
            modules[f"relu_{number}"] = nn.ReLU(inplace=True)
        modules["output"] = nn.Linear(dims[-1], n_classes)
        self.model = nn.Sequential(modules)
        for p in self.parameters():
            if p.dim() == 2:
                nn.init.kaiming_normal_(p, nonlinearity="relu")
            else:
                nn.init.zeros_(p)

    def forward(self, x):
        return self.model(x)
