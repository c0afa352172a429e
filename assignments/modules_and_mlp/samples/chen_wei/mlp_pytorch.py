import torch


class MLP(torch.nn.Module):
    def __init__(self, n_inputs, n_hidden, n_classes):
        super(MLP, self).__init__()
        sizes = [n_inputs] + n_hidden + [n_classes]
        self.linears = torch.nn.ModuleList()
        for a, b in zip(sizes[:-1], sizes[1:]):
            self.linears.append(torch.nn.Linear(a, b))

    def forward(self, x):
        for linear in self.linears[:-1]:
            x = torch.relu(linear(x))
        return self.linears[-1](x)
