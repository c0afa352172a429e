"""LeakyReLU with the slope of its constructor, instead of tanh."""

import numpy as np


class ReLUModule:
    def forward(self, x):
        self.kept = np.argwhere(x > 0)
        out = x.copy()
        out[out < 0] = 0
        return out

    def backward(self, dout):
        dx = np.zeros_like(dout)
        dx[tuple(self.kept.T)] = dout[tuple(self.kept.T)]
        return dx


class LeakyReLUModule:
    def __init__(self, neg_slope):
        self.neg_slope = neg_slope

    def forward(self, x):
        self.slopes = np.where(x > 0, 1, self.neg_slope)
        return x * self.slopes

    def backward(self, dout):
        return dout * self.slopes
