from torch import nn


class MLP(nn.Module):
    def __init__(self, n_inputs, n_hidden, n_classes):
        super().__init__()
        layers = []
        for width in n_hidden:
            layers += [nn.Linear(n_inputs, width), nn.ReLU()]
            n_inputs = width
        self.net = nn.Sequential(*layers, nn.Linear(n_inputs, n_classes), nn.Softmax(dim=1))

    def forward(self, x):
        return self.net(x)
