"""ELU with an argument that has to be given, beside the ReLU."""

import numpy as np


class ReLUModule:
    def forward(self, x):
        self.positive = x >= 0
        return np.where(self.positive, x, 0)

    def backward(self, dout):
        return np.multiply(dout, self.positive)


class ELUModule:
    def __init__(self, alpha):
        self.alpha = alpha

    def forward(self, x):
        self.x = x
        return np.where(x > 0, x, self.alpha * (np.exp(np.minimum(x, 0)) - 1))

    def backward(self, dout):
        return dout * np.where(self.x > 0, 1, self.alpha * np.exp(np.minimum(self.x, 0)))
