import numpy as np


class LinearModule:
    def __init__(self, in_features, out_features, input_layer=False):
        self.params = {
            "weight": np.random.randn(out_features, in_features) / np.sqrt(in_features),
            "bias": np.zeros(out_features),
        }
        self.grads = {"weight": None, "bias": None}

    def forward(self, x)
        self.x = x
        return x @ self.params["weight"].T + self.params["bias"]

    def backward(self, dout):
        self.grads["weight"] = dout.T @ self.x
        self.grads["bias"] = dout.sum(0)
        return dout @ self.params["weight"]


class ReLUModule:
    def forward(self, x):
        self.x = x
        return np.maximum(0, x)

    def backward(self, dout):
        return dout * (self.x > 0)
