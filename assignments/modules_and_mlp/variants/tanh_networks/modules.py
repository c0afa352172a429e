"""tanh by the exponential of a number that is never positive."""

import numpy as np


class TanhModule:
    def forward(self, x):
        small = np.exp(-2 * np.abs(x))
        self.y = np.sign(x) * (1 - small) / (1 + small)
        return self.y

    def backward(self, dout):
        return dout - dout * self.y * self.y
