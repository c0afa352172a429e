import numpy as np


class LinearModule:
    def __init__(self, in_features, out_features, input_layer=False):
        self.params = {
            "weight": np.random.randn(out_features, in_features) / np.sqrt(in_features),
            "bias": np.zeros(out_features),
        }
        self.grads = {
            "weight": np.zeros((out_features, in_features)),
            "bias": np.zeros(out_features),
        }

    def forward(self, x):
        self.x = x
        return x @ self.params["weight"].T + self.params["bias"]

    def backward(self, dout):
        self.grads["weight"] += dout.T @ self.x
        self.grads["bias"] += dout.sum(axis=0)
        return dout @ self.params["weight"]


class TanhModule:
    def forward(self, x):
        self.x = x
        return np.tanh(x)

    def backward(self, dout):
        return dout * (1 - self.x**2)


class ReLUModule:
    def forward(self, x):
        self.x = x
        return np.maximum(x, 0)

    def backward(self, dout):
        return dout * (self.x > 0)


class SoftMaxModule:
    def forward(self, x):
        e = np.exp(x - x.max(axis=1, keepdims=True))
        self.y = e / e.sum(axis=1, keepdims=True)
        return self.y

    def backward(self, dout):
        return dout * self.y * (1 - self.y)


class CrossEntropyModule:
    def forward(self, x, y):
        return -np.log(x[np.arange(len(y)), y]).mean()

    def backward(self, x, y):
        dx = x.copy()
        dx[np.arange(len(y)), y] -= 1
        return dx / len(y)
