"""Question 2: the building blocks of a network, in NumPy, with their gradients."""

import numpy as np


class LinearModule:
    def __init__(self, in_features, out_features, input_layer=False):
        self.params = {
            "weight": np.random.normal(0, 0.01, (out_features, in_features)),
            "bias": np.zeros(out_features),
        }
        self.grads = {"weight": None, "bias": None}

    def forward(self, x):
        self.x = x
        return x @ self.params["weight"].T + self.params["bias"]

    def backward(self, dout):
        self.grads["weight"] = dout.T @ self.x
        # TODO bias
        # TODO dx
        dx = None
        return dx


class TanhModule:
    def forward(self, x):
        return np.tanh(x)

    def backward(self, dout):
        pass


class ReLUModule:
    def forward(self, x):
        self.x = x
        return np.maximum(0, x)

    def backward(self, dout):
        return dout * (self.x > 0)


class SoftMaxModule:
    def forward(self, x):
        raise NotImplementedError

    def backward(self, dout):
        raise NotImplementedError


class CrossEntropyModule:
    def forward(self, x, y):
        raise NotImplementedError

    def backward(self, x, y):
        raise NotImplementedError
