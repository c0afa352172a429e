import torch
import torch.nn as nn


class MLP(nn.Module):
    def __init__(self, n_inputs, n_hidden, n_classes):
        super(MLP, self).__init__()
        self.weights = nn.ParameterList()
        self.biases = nn.ParameterList()
        n = n_inputs
        for width in list(n_hidden) + [n_classes]:
            self.weights.append(nn.Parameter(0.1 * torch.randn(n, width)))
            self.biases.append(nn.Parameter(torch.zeros(1, width)))
            n = width

    def forward(self, x):
        out = x
        for i, (w, b) in enumerate(zip(self.weights, self.biases)):
            out = out @ w + b
            if i < len(self.weights) - 1:
                out = torch.relu(out)
        return out
