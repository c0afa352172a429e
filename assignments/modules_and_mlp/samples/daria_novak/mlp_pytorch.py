from collections import OrderedDict

import torch.nn as nn


class MLP(nn.Module):
    def __init__(self, n_inputs, n_hidden, n_classes, use_batch_norm=False):
        super().__init__()
        modules = OrderedDict()
        dims = [n_inputs] + list(n_hidden)
        for n, (i, o) in enumerate(zip(dims[:-1], dims[1:])):
            modules[f"linear_{n}"] = nn.Linear(i, o)
            if use_batch_norm:
                modules[f"batch_norm_{n}"] = nn.BatchNorm1d(o)
            modules[f"relu_{n}"] = nn.ReLU(inplace=True)
        modules["output"] = nn.Linear(dims[-1], n_classes)
        self.model = nn.Sequential(modules)
        for name, param in self.named_parameters():
            if name.endswith("bias"):
                nn.init.zeros_(param)
            elif param.dim() == 2:
                nn.init.kaiming_normal_(param, nonlinearity="relu")

    def forward(self, x):
        return self.model(x.reshape(x.shape[0], -1))

    @property
    def device(self):
        return next(self.parameters()).device
