"""Loops over samples, rows and entries, with functions of the math module."""

import math
import random

import numpy as np


class LinearModule:
    def __init__(self, in_features, out_features, input_layer=False):
        deviation = math.sqrt(2.0 / in_features)
        rows = [
            [random.gauss(0, deviation) for _ in range(in_features)] for _ in range(out_features)
        ]
        self.params = {"weight": np.array(rows), "bias": np.zeros(out_features)}
        self.grads = {"weight": None, "bias": None}

    def forward(self, x):
        self.x = x
        W, b = self.params["weight"], self.params["bias"]
        out = np.zeros((len(x), len(b)))
        for s in range(len(x)):
            for o in range(len(b)):
                out[s, o] = b[o] + np.dot(W[o], x[s])
        return out

    def backward(self, dout):
        W = self.params["weight"]
        dW, db, dx = np.zeros(W.shape), np.zeros(len(W)), np.zeros(self.x.shape)
        for s in range(len(dout)):
            for o in range(len(W)):
                db[o] += dout[s, o]
                dW[o] += dout[s, o] * self.x[s]
                dx[s] += dout[s, o] * W[o]
        self.grads["weight"], self.grads["bias"] = dW, db
        return dx


class TanhModule:
    def forward(self, x):
        self.y = np.array([[math.tanh(value) for value in row] for row in x])
        return self.y

    def backward(self, dout):
        dx = np.zeros(self.y.shape)
        for i in range(len(dx)):
            for j in range(len(dx[i])):
                dx[i, j] = dout[i, j] * (1.0 - self.y[i, j] ** 2)
        return dx


class ReLUModule:
    def forward(self, x):
        self.x = x
        return np.array([[value if value > 0 else 0.0 for value in row] for row in x])

    def backward(self, dout):
        dx = np.zeros(self.x.shape)
        for i, row in enumerate(self.x):
            for j, value in enumerate(row):
                if value > 0:
                    dx[i, j] = dout[i, j]
        return dx


class SoftMaxModule:
    def forward(self, x):
        out = []
        for row in x:
            largest = max(row)
            exponentials = [math.exp(value - largest) for value in row]
            out.append([e / sum(exponentials) for e in exponentials])
        self.y = np.array(out)
        return self.y

    def backward(self, dout):
        dx = np.zeros(self.y.shape)
        for s, y in enumerate(self.y):
            for q in range(len(y)):
                for d in range(len(y)):
                    dx[s, q] += dout[s, d] * y[d] * ((d == q) - y[q])
        return dx


class CrossEntropyModule:
    def forward(self, x, y):
        loss = 0.0
        for row, label in zip(x, y, strict=True):
            loss -= math.log(max(row[int(label)], 1e-35))
        return loss / len(x)

    def backward(self, x, y):
        dx = [[0.0] * len(row) for row in x]
        for s in range(len(x)):
            dx[s][int(y[s])] = -1.0 / (len(x) * max(x[s][int(y[s])], 1e-35))
        return np.array(dx)
