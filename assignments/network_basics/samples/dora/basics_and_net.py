"""Everything in float32; biases are rows (1, n); dicts as results."""
import numpy as np

f = np.float32
answers = {k: f(v) for k, v in {
    "s3.T1.x1": 0.4, "s3.T1.y1": -0.38, "s3.T1.z": 0.62, "s3.T1.dw0": -0.2,
    "s3.T1.dw1": 0.4, "s3.T1.db0": -0.2, "s3.T1.db1": 1}.items()}
answers.update({"s3.T2.A": 32 * 1024, "s3.T2.B": 32 * 512, "s3.T2.C": 32, "s3.T3": 557057})


def residual_block(x0, w0, b0, w1, b1):
    x0, w0, b0, w1, b1 = [np.array(v, dtype=f) for v in (x0, w0, b0, w1, b1)]
    pre = x0 * w0 + b0
    x1 = np.maximum(pre, 0)
    y1 = x1 * w1 + b1
    z = np.maximum(y1 + x0, 0)
    g2 = (y1 + x0 > 0).astype(f)
    g1 = (pre > 0).astype(f)
    return {"z": z, "y1": y1, "x1": x1, "db1": g2, "dw1": g2 * x1, "db0": g2 * w1 * g1,
            "dw0": g2 * w1 * g1 * x0}


def layer_outputs(sizes, batch):
    return np.array(sizes[1:]) * batch


def parameter_count(sizes):
    s = np.array(sizes)
    return ((s[:-1] + 1) * s[1:]).sum()


def softmax(h):
    h = np.asarray(h, dtype=f)
    e = np.exp(h - h.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def softmax_jacobian(h):
    p = softmax(h).reshape(-1, 1)
    return np.diagflat(p) - p @ p.T


def softmax_cross_entropy_gradient(h, y):
    return (softmax(h) - np.asarray(y, dtype=f)).reshape(1, -1)


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
        q = softmax(s)
        onehot = np.eye(s.shape[1], dtype=f)[y]
        top = s.max(1, keepdims=True)
        logq = s - top - np.log(np.exp(s - top).sum(1, keepdims=True))
        loss = -(onehot * logq).sum() / n + f(reg) * ((p["W1"] ** 2).sum() + (p["W2"] ** 2).sum())
        d = (q - onehot) / n
        back = np.where(self.a > 0, d @ p["W2"].T, 0)
        return {"loss": loss, "grads": {
            "W1": X.astype(f).T @ back + f(2 * reg) * p["W1"],
            "b1": back.sum(axis=0, keepdims=True),
            "W2": self.h.T @ d + f(2 * reg) * p["W2"],
            "b2": d.sum(axis=0, keepdims=True)}}

    def train(self, X, y, X_val, y_val, learning_rate=1e-3, learning_rate_decay=0.95, reg=5e-6,
              num_iters=100, batch_size=200, verbose=False):
        losses = []
        for it in range(num_iters):
            idx = np.random.randint(0, len(X), size=batch_size)
            out = self.loss(X[idx], y[idx], reg)
            losses.append(out["loss"])
            for k, g in out["grads"].items():
                self.params[k] -= f(learning_rate) * g
            if it % max(1, len(X) // batch_size) == 0:
                learning_rate *= learning_rate_decay
        return {"loss_history": losses}

    def predict(self, X):
        return self.scores(X).argmax(axis=1).reshape(-1, 1)
