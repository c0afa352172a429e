"""Everything one sample at a time, half the penalty; only training is on whole arrays, for speed."""

import math
import random

import numpy as np


class TwoLayerNet:
    def __init__(self, input_size, hidden_size, output_size, std=1e-4):
        rng = np.random.RandomState(1)
        self.params = dict(
            W1=rng.randn(input_size, hidden_size) * std,
            b1=np.zeros((hidden_size,)),
            W2=rng.randn(hidden_size, output_size) * std,
            b2=np.zeros((output_size,)),
        )

    def forward(self, x):
        p = self.params
        hidden = []
        for k in range(p["W1"].shape[1]):
            s = p["b1"][k]
            for d in range(len(x)):
                s = s + x[d] * p["W1"][d, k]
            hidden.append(s if s > 0 else 0.0)
        scores = []
        for c in range(p["W2"].shape[1]):
            s = p["b2"][c]
            for k in range(len(hidden)):
                s = s + hidden[k] * p["W2"][k, c]
            scores.append(s)
        return hidden, scores

    def loss(self, X, y=None, reg=0.0):
        if y is None:
            return [self.forward(x)[1] for x in X]
        p = self.params
        grads = {k: np.zeros(v.shape) for k, v in p.items()}
        total = 0.0
        for x, label in zip(X, y, strict=True):
            hidden, scores = self.forward(x)
            top = max(scores)
            e = [math.exp(s - top) for s in scores]
            total += math.log(sum(e)) + top - scores[label]
            delta = [e[c] / sum(e) - (1 if c == label else 0) for c in range(len(scores))]
            for c in range(len(scores)):
                grads["b2"][c] += delta[c] / len(X)
                for k in range(len(hidden)):
                    grads["W2"][k, c] += hidden[k] * delta[c] / len(X)
            for k in range(len(hidden)):
                if hidden[k] > 0:
                    back = sum(delta[c] * p["W2"][k, c] for c in range(len(scores))) / len(X)
                    grads["b1"][k] += back
                    for d in range(len(x)):
                        grads["W1"][d, k] += back * x[d]
        loss = total / len(X)
        for name in ("W1", "W2"):
            loss += 0.5 * reg * sum(float(w) ** 2 for row in p[name] for w in row)
            grads[name] += reg * p[name]
        return [loss, grads]

    def train(
        self,
        X,
        y,
        X_val,
        y_val,
        learning_rate=1e-3,
        learning_rate_decay=0.95,
        reg=5e-6,
        num_iters=100,
        batch_size=200,
        verbose=False,
    ):
        history = []
        per_epoch = max(len(X) // batch_size, 1)
        for step in range(num_iters):
            rows = [random.randrange(len(X)) for _ in range(batch_size)]
            loss, grads = self.whole_arrays(X[rows], y[rows], reg)
            history.append(loss)
            for name in ("W1", "b1", "W2", "b2"):
                self.params[name] = self.params[name] - learning_rate * grads[name]
            if (step + 1) % per_epoch == 0:
                learning_rate = learning_rate * learning_rate_decay
        return {"loss_history": history, "train_acc_history": [], "val_acc_history": []}

    def whole_arrays(self, X, y, reg):
        p = self.params
        a = X @ p["W1"] + p["b1"]
        h = a * (a > 0)
        s = h @ p["W2"] + p["b2"]
        s = s - s.max(1)[:, None]
        logp = s - np.log(np.exp(s).sum(1))[:, None]
        d = (np.exp(logp) - np.eye(s.shape[1])[y]) / len(X)
        back = (d @ p["W2"].T) * (a > 0)
        squares = (p["W1"] ** 2).sum() + (p["W2"] ** 2).sum()
        loss = -logp[range(len(X)), y].mean() + reg / 2 * squares
        return loss, {
            "W1": X.T @ back + reg * p["W1"],
            "b1": back.sum(0),
            "W2": h.T @ d + reg * p["W2"],
            "b2": d.sum(0),
        }

    def predict(self, X):
        return [max(range(len(s)), key=lambda c: s[c]) for s in self.loss(X)]
