"""Weights (in, out), biases (1, out), one-hot labels."""

import numpy as np


class LinearModule:
    def __init__(self, in_features, out_features):
        weight = np.random.normal(0, 0.1, size=(in_features, out_features))  # noqa: NPY002
        self.params = {"weight": weight, "bias": np.zeros((1, out_features))}
        self.grads = {"weight": np.zeros_like(weight), "bias": np.zeros((1, out_features))}

    def forward(self, x):
        self.x = x.copy()
        return np.dot(x, self.params["weight"]) + self.params["bias"]

    def backward(self, dout):
        self.grads["weight"] = np.dot(self.x.T, dout)
        self.grads["bias"] = np.sum(dout, axis=0, keepdims=True)
        return np.dot(dout, self.params["weight"].T)


class TanhModule:
    def forward(self, x):
        out = np.tanh(x)
        self.derivative = 1 - np.multiply(out, out)
        return out

    def backward(self, dout):
        return np.multiply(dout, self.derivative)


class ReLUModule:
    def forward(self, x):
        self.x = x
        return (np.abs(x) + x) / 2

    def backward(self, dout):
        dx = dout.copy()
        dx[self.x < 0] = 0
        return dx


class SoftMaxModule:
    def forward(self, x):
        y = np.exp(x - x.max(axis=1, keepdims=True))
        self.out = y / y.sum(axis=1, keepdims=True)
        return self.out

    def backward(self, dout):
        dx = np.zeros_like(dout)
        for i in range(len(dout)):
            column = self.out[i].reshape(-1, 1)
            jacobian = np.diagflat(column) - np.dot(column, column.T)
            dx[i] = np.dot(jacobian, dout[i])
        return dx


class CrossEntropyModule:
    def forward(self, x, y):
        return -np.sum(y * np.log(x + 1e-15)) / x.shape[0]

    def backward(self, x, y):
        return -(y / (x + 1e-15)) / y.shape[0]
