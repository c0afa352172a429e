from torch import nn


def MLP(n_inputs, n_hidden, n_classes):
    sizes = [n_inputs, *n_hidden, n_classes]
    layers = []
    for a, b in zip(sizes, sizes[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*layers[:-1])
