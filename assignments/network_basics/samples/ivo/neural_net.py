import numpy as np


class TwoLayerNet:
    params = {}
    grads = {}

    def __init__(self, input_size, hidden_size, output_size, std=1e-4):
        self.params["W1"] = np.random.normal(0, std, (input_size, hidden_size))
        self.params["b1"] = np.zeros(hidden_size)
        self.params["W2"] = np.random.normal(0, std, (hidden_size, output_size))
        self.params["b2"] = np.zeros(output_size)

    def loss(self, X, y=None, reg=0.0):
        W1, b1 = self.params["W1"], self.params["b1"]
        W2, b2 = self.params["W2"], self.params["b2"]
        z1 = np.dot(X, W1) + b1
        a1 = np.maximum(z1, 0)
        scores = np.squeeze(np.dot(a1, W2) + b2)
        if y is None:
            return scores
        scores = scores - np.max(scores)
        exps = np.exp(scores)
        probs = exps / np.sum(exps, axis=1, keepdims=True)
        onehot = np.eye(np.max(y) + 1)[y]
        loss = -np.sum(onehot * np.log(probs)) / X.shape[0]

        delta2 = (probs - onehot) / X.shape[0]
        delta1 = np.dot(delta2, W2.T) * (z1 > 0)
        self.grads = {
            "W1": np.dot(X.T, delta1) + 2 * reg * W1,
            "b1": np.sum(delta1, axis=0),
            "W2": np.dot(a1.T, delta2) + 2 * reg * W2,
            "b2": np.sum(delta2, axis=0),
        }
        return loss, self.grads

    def train(self, X, y, X_val, y_val, learning_rate=1e-3, learning_rate_decay=0.95,
              reg=5e-6, num_iters=100, batch_size=200, verbose=False):
        history = []
        start = 0
        for it in range(num_iters):
            if start >= len(X):
                start = 0
            X_batch, y_batch = X[start:start + batch_size], y[start:start + batch_size]
            start += batch_size
            loss, grads = self.loss(X_batch, y_batch, reg)
            history.append(loss)
            for k in grads:
                self.params[k] = self.params[k] - learning_rate * grads[k]
        return history[-1]

    def predict(self, X):
        scores = self.loss(X)
        return np.argmax(scores, axis=1)
