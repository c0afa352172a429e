"""Everything in float32, biases as rows (1, n), dicts as results, predictions as a column."""

import numpy as np

f = np.float32


class TwoLayerNet:
    def __init__(self, input_size, hidden_size, output_size, std=1e-4):
        rng = np.random.default_rng()
        self.params = {
            "W1": rng.normal(0, std, (input_size, hidden_size)).astype(f),
            "b1": np.zeros((1, hidden_size), f),
            "W2": rng.normal(0, std, (hidden_size, output_size)).astype(f),
            "b2": np.zeros((1, output_size), f),
        }

    def scores(self, X):
        p = self.params
        self.a = X.astype(f) @ p["W1"] + p["b1"]
        self.h = np.where(self.a > 0, self.a, 0)
        return self.h @ p["W2"] + p["b2"]

    def loss(self, X, y=None, reg=0.0):
        p = self.params
        s = self.scores(X)
        if y is None:
            return s
        n = f(len(X))
        onehot = np.eye(s.shape[1], dtype=f)[y]
        e = np.exp(s - s.max(1, keepdims=True))
        total = e.sum(1, keepdims=True)
        logq = s - s.max(1, keepdims=True) - np.log(total)
        squares = (p["W1"] ** 2).sum() + (p["W2"] ** 2).sum()
        d = (e / total - onehot) / n
        back = np.where(self.a > 0, d @ p["W2"].T, 0)
        grads = {
            "W1": X.astype(f).T @ back + f(2 * reg) * p["W1"],
            "b1": back.sum(axis=0, keepdims=True),
            "W2": self.h.T @ d + f(2 * reg) * p["W2"],
            "b2": d.sum(axis=0, keepdims=True),
        }
        return {"loss": -(onehot * logq).sum() / n + f(reg) * squares, "grads": grads}

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
        losses = []
        for it in range(num_iters):
            idx = np.random.randint(0, len(X), size=batch_size)  # noqa: NPY002 - as most write it
            out = self.loss(X[idx], y[idx], reg)
            losses.append(out["loss"])
            for k, g in out["grads"].items():
                self.params[k] -= f(learning_rate) * g
            if it % max(1, len(X) // batch_size) == 0:
                learning_rate *= learning_rate_decay
        return {"loss_history": losses}

    def predict(self, X):
        return self.scores(X).argmax(axis=1).reshape(-1, 1)
