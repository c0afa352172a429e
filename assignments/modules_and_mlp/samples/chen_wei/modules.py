import math
import random

import numpy as np


class LinearModule:
    def __init__(self, in_features, out_features, input_layer=False):
        self.n_in = in_features
        self.n_out = out_features
        std = math.sqrt(2.0 / in_features)
        self.params = {
            "weight": np.array(
                [[random.gauss(0, std) for _ in range(in_features)] for _ in range(out_features)]
            ),
            "bias": np.array([0.0 for _ in range(out_features)]),
        }
        self.grads = {"weight": None, "bias": None}

    def forward(self, x):
        self.x = x
        out = np.zeros((len(x), self.n_out))
        W = self.params["weight"]
        b = self.params["bias"]
        for s in range(len(x)):
            for o in range(self.n_out):
                out[s, o] = b[o] + np.dot(W[o], x[s])
        return out

    def backward(self, dout):
        W = self.params["weight"]
        dW = np.zeros(W.shape)
        db = np.zeros(self.n_out)
        dx = np.zeros(self.x.shape)
        for s in range(len(dout)):
            for o in range(self.n_out):
                g = dout[s, o]
                db[o] += g
                dW[o] += g * self.x[s]
                dx[s] += g * W[o]
        self.grads["weight"] = dW
        self.grads["bias"] = db
        return dx


class TanhModule:
    def forward(self, x):
        self.y = np.array([[math.tanh(v) for v in row] for row in x])
        return self.y

    def backward(self, dout):
        rows, cols = self.y.shape
        dx = np.zeros((rows, cols))
        for i in range(rows):
            for j in range(cols):
                dx[i, j] = dout[i, j] * (1.0 - self.y[i, j] ** 2)
        return dx


class ReLUModule:
    def forward(self, x):
        self.x = x
        out = np.zeros(x.shape)
        for i, row in enumerate(x):
            for j, v in enumerate(row):
                if v > 0:
                    out[i, j] = v
        return out

    def backward(self, dout):
        dx = np.zeros(self.x.shape)
        for i, row in enumerate(self.x):
            for j, v in enumerate(row):
                if v > 0:
                    dx[i, j] = dout[i, j]
        return dx


class SoftMaxModule:
    def forward(self, x):
        out = []
        for row in x:
            biggest = max(row)
            exps = [math.exp(v - biggest) for v in row]
            total = sum(exps)
            out.append([e / total for e in exps])
        self.y = np.array(out)
        return self.y

    def backward(self, dout):
        dx = np.zeros(self.y.shape)
        n = self.y.shape[1]
        for s in range(len(self.y)):
            y = self.y[s]
            for q in range(n):
                for d in range(n):
                    delta = 1.0 if d == q else 0.0
                    dx[s, q] += dout[s, d] * y[d] * (delta - y[q])
        return dx


class CrossEntropyModule:
    def forward(self, x, y):
        loss = 0.0
        for s in range(len(x)):
            loss -= math.log(max(x[s][int(y[s])], 1e-35))
        return loss / len(x)

    def backward(self, x, y):
        dx = [[0.0] * len(row) for row in x]
        for s in range(len(x)):
            dx[s][int(y[s])] = -1.0 / (len(x) * max(x[s][int(y[s])], 1e-35))
        return np.array(dx)
