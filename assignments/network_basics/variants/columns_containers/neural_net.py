"""Samples as columns inside, biases as columns (n, 1), the scores' transpose turned back."""

import collections

import numpy as np


def forward(params, X):
    a = params["W1"].T @ X.T + params["b1"]
    return a, params["W2"].T @ a.clip(min=0) + params["b2"]


class TwoLayerNet:
    def __init__(self, input_size, hidden_size, output_size, std=1e-4):
        self.params = collections.OrderedDict()
        self.params["W1"] = std * np.random.randn(input_size, hidden_size)  # noqa: NPY002
        self.params["b1"] = np.zeros((hidden_size, 1))
        self.params["W2"] = std * np.random.randn(hidden_size, output_size)  # noqa: NPY002
        self.params["b2"] = np.zeros((output_size, 1))

    def loss(self, X, y=None, reg=0.0):
        a, scores = forward(self.params, X)
        if y is None:
            return scores.T
        scores = scores - scores.max(axis=0)
        P = np.exp(scores) / np.exp(scores).sum(axis=0)
        picked = (y, range(len(y)))
        loss = np.mean(np.log(np.exp(scores).sum(axis=0)) - scores[picked])
        P[picked] -= 1
        dhidden = (self.params["W2"] @ P) * (a > 0)
        grads = collections.defaultdict(float)
        grads["b1"] = dhidden.mean(axis=1, keepdims=True)
        grads["b2"] = P.mean(axis=1, keepdims=True)
        grads["W1"] = (dhidden @ X).T / len(X)
        grads["W2"] = a.clip(min=0) @ P.T / len(X)
        for name in ("W1", "W2"):
            loss += reg * np.linalg.norm(self.params[name]) ** 2
            grads[name] = grads[name] + 2 * reg * self.params[name]
        return np.array([[loss]]), grads

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
        stats = {"loss_history": [], "train_acc_history": [], "val_acc_history": []}
        per_epoch = max(len(X) // batch_size, 1)
        for it in range(num_iters):
            rows = np.random.choice(np.arange(len(X)), batch_size)  # noqa: NPY002
            loss, grads = self.loss(X[rows], y=y[rows], reg=reg)
            stats["loss_history"].append(float(loss[0, 0]))
            for name, value in self.params.items():
                np.subtract(value, learning_rate * grads[name], out=value)
            if it % per_epoch == 0:
                stats["train_acc_history"].append((self.predict(X) == y).mean())
                stats["val_acc_history"].append((self.predict(X_val) == y_val).mean())
                learning_rate *= learning_rate_decay
        return stats

    def predict(self, X):
        return forward(self.params, X)[1].argmax(axis=0)
