import numpy as np


class ReLUModule:
    def forward(self, x):
        self.x = x
        out = np.zeros(x.shape)
        for i in range(len(x)):
            for j in range(len(x[0])):
                out[i, j] = x[i, j] if x[i, j] > 0 else 0
        return out

    def backward(self, dout):
        return np.where(self.x > 0, dout, 0)
