import numpy as np


class LinearModule:
    def __init__(self, in_features, out_features, input_layer=False):
        scale = np.sqrt((1.0 if input_layer else 2.0) / in_features)
        self.params = {
            "weight": np.random.randn(out_features, in_features) * scale,
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
        self.grads["weight"] = dout.T @ self.x
        self.grads["bias"] = dout.sum(axis=0)
        return dout @ self.params["weight"]


class TanhModule:
    def forward(self, x):
        self.out = np.tanh(x)
        return self.out

    def backward(self, dout):
        return dout * (1 - self.out**2)


class ReLUModule:
    def forward(self, x):
        self.mask = x > 0
        return x * self.mask

    def backward(self, dout):
        return dout * self.mask


class SoftMaxModule:
    def forward(self, x):
        shifted = x - x.max(axis=1, keepdims=True)
        e = np.exp(shifted)
        self.out = e / e.sum(axis=1, keepdims=True)
        return self.out

    def backward(self, dout):
        inner = (dout * self.out).sum(axis=1, keepdims=True)
        return self.out * (dout - inner)


class CrossEntropyModule:
    def forward(self, x, y):
        rows = np.arange(len(y))
        return -np.log(x[rows, y] + 1e-30).mean()

    def backward(self, x, y):
        dx = np.zeros_like(x)
        rows = np.arange(len(y))
        dx[rows, y] = -1.0 / (x[rows, y] + 1e-30) / len(y)
        return dx
