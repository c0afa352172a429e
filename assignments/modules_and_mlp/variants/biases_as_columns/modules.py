"""Biases are columns (out, 1), their gradients are not; samples are turned into columns."""

import numpy as np


class LinearModule:
    def __init__(self, in_features, out_features, input_layer=False):
        weight = np.random.randn(out_features, in_features) / in_features**0.5  # noqa: NPY002
        self.params = {"weight": weight, "bias": np.zeros((out_features, 1))}
        self.grads = {"weight": None, "bias": None}

    def forward(self, x):
        self.x = x.T
        return (self.params["weight"] @ self.x + self.params["bias"]).T

    def backward(self, dout):
        self.grads["weight"] = (self.x @ dout).T
        self.grads["bias"] = dout.sum(axis=0)
        return (self.params["weight"].T @ dout.T).T
