"""Columns, dicts, float32: vectors are (n, 1), block matrices instead of three axes, ds2/da1 in denominator layout."""

import numpy as np

f32 = np.float32


def col(v):
    return np.asarray(v, f32).reshape(-1, 1)


class TwoLayerTrainer:
    """Everything as columns: X is transposed to (N, S)."""

    def __init__(self, W1, b1, W2, b2, lr):
        self.theta = {"W1": W1.astype(f32), "b1": col(b1), "W2": W2.astype(f32), "b2": col(b2)}
        self.eta = lr

    def step(self, X, Y):
        x, y = X.T.astype(f32), Y.T.astype(f32)
        S = x.shape[1]
        s1 = np.dot(self.theta["W1"], x) + self.theta["b1"]
        a1 = 5 * np.clip(s1, 0, None)
        e = 2 * (np.dot(self.theta["W2"], a1) + self.theta["b2"] - y)
        d = 5 * np.heaviside(s1, 0).astype(f32) * np.dot(self.theta["W2"].T, e)
        grad = dict(
            W1=np.dot(d, x.T),
            b1=d.sum(1, keepdims=True),
            W2=np.dot(e, a1.T),
            b2=e.sum(1, keepdims=True),
        )
        for name in self.theta:
            self.theta[name] = self.theta[name] - self.eta / S * grad[name]
        return self.theta

    def params(self):
        return self.theta


def forward_regression(x, y, W1, b1, W2, b2):
    s1 = W1.astype(f32) @ col(x) + col(b1)
    a1 = 5 * s1 * (s1 > 0)
    s2 = W2.astype(f32) @ a1 + col(b2)
    return {"s1": s1, "a1": a1, "s2": s2, "yt": s2, "loss": ((s2 - col(y)).T @ (s2 - col(y)))}


def local_jacobians(x, a1, W2):
    K, D = W2.shape
    return {
        "ds2_da1": W2.T,  # denominator layout
        "ds2_dW2": np.kron(np.eye(K), a1),  # the K x (K D) block matrix
        "ds2_db2": np.eye(K),
        "ds1_dW1": np.kron(np.eye(D), x),
        "ds1_db1": np.eye(D),
    }


def jacobians_regression(s1, s2, yt, y):
    return {
        "Ja": 5 * np.diag((s1 > 0).astype(int)),
        "Jy": np.eye(s2.size, dtype=bool),
        "g": 2 * (col(yt) - col(y)),
    }


def elements_regression(s1, s2, yt, y):
    Ja = np.fromfunction(
        np.vectorize(lambda i, j: 5.0 * (i == j) * (s1[int(i)] > 0)), (s1.size, s1.size)
    )
    return {"Ja": Ja, "Jy": np.identity(s2.size, dtype=int), "g": -2 * (col(y) - col(yt))}


def gradients_regression(x, y, W1, b1, W2, b2):
    f = forward_regression(x, y, W1, b1, W2, b2)
    e = 2 * (f["yt"] - col(y))
    d = 5 * (f["s1"] > 0) * (W2.T.astype(f32) @ e)
    return {"dW1": d @ col(x).T, "db1": d, "dW2": e @ f["a1"].T, "db2": e}


def _net(x, W1, b1, W2, b2):
    a1 = np.tanh(W1.astype(f32) @ col(x) + col(b1))
    return a1, 1 / (1 + np.exp(-(W2.astype(f32) @ a1 + col(b2))))


def _grads(ds2, a1, x, W2):
    ds1 = (W2.T.astype(f32) @ ds2) * (1 - a1 * a1)
    return {"dW1": ds1 @ col(x).T, "db1": ds1, "dW2": ds2 @ a1.T, "db2": ds2}


def classification_squared_error(x, y, W1, b1, W2, b2):
    a1, yt = _net(x, W1, b1, W2, b2)
    e = yt - col(y)
    return {
        "a1": a1,
        "yt": yt,
        "loss": float(np.linalg.norm(e) ** 2),
        **_grads(2 * e * yt * (1 - yt), a1, x, W2),
    }


def classification_bce(x, y, W1, b1, W2, b2):
    a1, yt = _net(x, W1, b1, W2, b2)
    y = col(y)
    K = f32(len(y))
    loss = -(y.T @ np.log(yt) + (1 - y).T @ np.log(1 - yt)) / K
    return {
        "loss": loss,
        "dyt": -(y / yt - (1 - y) / (1 - yt)) / K,
        "ds2": (yt - y) / K,
        **_grads((yt - y) / K, a1, x, W2),
    }


def softargmax(x, beta):
    z = f32(beta) * x.astype(f32)
    e = np.exp(z - z.max(), dtype=f32)
    return {"p": e / e.sum(), "lse": (z.max() + np.log(e.sum())) / f32(beta)}
