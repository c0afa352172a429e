"""Labels are turned into one-hot rows inside; integers and rows are taken."""

import numpy as np


def one_hot(t, classes):
    if np.ndim(t) == 2:
        return t
    return np.eye(classes)[t]


class CrossEntropyModule:
    def forward(self, x, y):
        return np.array(-np.sum(one_hot(y, x.shape[1]) * np.log(x + 1e-30)) / len(x))

    def backward(self, x, y):
        return -one_hot(y, x.shape[1]) / (x + 1e-30) / len(x)
