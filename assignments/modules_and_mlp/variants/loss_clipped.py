"""Probabilities are clipped at 1e-7 before the logarithm; softmax by its logarithm."""

import numpy as np


class SoftMaxModule:
    def forward(self, x):
        top = x.max(axis=1, keepdims=True)
        total = np.exp(x - top).sum(axis=1, keepdims=True)
        self.logarithms = x - top - np.log(total)
        return np.exp(self.logarithms)

    def backward(self, dout):
        y = np.exp(self.logarithms)
        return y * dout - y * (y * dout).sum(axis=1, keepdims=True)


class CrossEntropyModule:
    def forward(self, x, y):
        return -np.log(np.clip(x[np.arange(len(y)), y], 1e-7, 1 - 1e-7)).mean()

    def backward(self, x, y):
        mask = np.arange(x.shape[1]) == y[:, None]
        return np.where(mask, -1 / (len(y) * np.maximum(x, 1e-7)), 0)
