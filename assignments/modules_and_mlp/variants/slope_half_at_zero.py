"""The slope at exactly 0 is 1/2, in a mask of floats; ReLU writes into the gradient it is given."""

import numpy as np


class ReLUModule:
    def forward(self, x):
        self.slope = np.heaviside(x, 0.5)
        return np.clip(x, 0, None)

    def backward(self, dout):
        dout *= self.slope
        return dout
