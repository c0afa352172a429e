"""The modules return lists; they take lists, too."""

import numpy as np


class LinearModule:
    def __init__(self, in_features, out_features, input_layer=False):
        bound = np.sqrt(3.0 / in_features)
        weight = np.random.uniform(-bound, bound, (out_features, in_features))  # noqa: NPY002
        self.params = {"weight": weight, "bias": np.zeros(out_features)}
        self.grads = {}

    def forward(self, x):
        self.x = np.array(x)
        return (self.x @ self.params["weight"].T + self.params["bias"]).tolist()

    def backward(self, dout):
        dout = np.array(dout)
        self.grads["weight"] = dout.T @ self.x
        self.grads["bias"] = dout.sum(axis=0)
        return (dout @ self.params["weight"]).tolist()


class TanhModule:
    def forward(self, x):
        self.y = np.tanh(np.array(x))
        return self.y.tolist()

    def backward(self, dout):
        return (np.array(dout) * (1 - self.y) * (1 + self.y)).tolist()


class ReLUModule:
    def forward(self, x):
        x = np.array(x)
        self.mask = (x > 0).astype(int)
        return (x * self.mask).tolist()

    def backward(self, dout):
        return (np.array(dout) * self.mask).tolist()


class SoftMaxModule:
    def forward(self, x):
        x = np.array(x)
        self.y = np.exp(x.T - x.max(axis=1))
        self.y = (self.y / self.y.sum(axis=0)).T
        return self.y

    def backward(self, dout):
        dout = np.array(dout)
        return [(y * (g - y @ g)).tolist() for y, g in zip(self.y, dout, strict=True)]
