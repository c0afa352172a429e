"""Classes with forward and backward, as in the course's frameworks; the softmax's Jacobian is used."""

import numpy as np


class Linear:
    def __init__(self, W, b):
        self.W, self.b = np.array(W), np.array(b)

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW = self.x.T @ dout
        self.db = dout.sum(axis=0)
        return dout @ self.W.T

    def step(self, lr):
        self.W -= lr * self.dW
        self.b -= lr * self.db


class Sigmoid:
    def forward(self, k):
        with np.errstate(over="ignore"):
            self.h = 1 / (1 + np.exp(-k))
        return self.h

    def backward(self, dout):
        return dout * self.h * (1 - self.h)


class Softmax:
    def forward(self, o):
        e = np.exp(o - o.max(axis=1, keepdims=True))
        self.y = e / e.sum(axis=1, keepdims=True)
        return self.y

    def backward(self, dout):
        return self.y * (dout - (dout * self.y).sum(axis=1, keepdims=True))


class NLL:
    def forward(self, y, T):
        self.y, self.T = y, T
        return np.mean([-np.log(max(p[c], 1e-300)) for p, c in zip(y, T)])

    def backward(self):
        return np.array([nll_gradient(p, c) for p, c in zip(self.y, self.T)]) / len(self.T)


class Network:
    def __init__(self, W, b, V, c):
        self.first, self.second = Linear(W, b), Linear(V, c)
        self.layers = [self.first, Sigmoid(), self.second, Softmax()]
        self.nll = NLL()

    def loss(self, x, T):
        for layer in self.layers:
            x = layer.forward(x)
        return self.nll.forward(x, T)

    def backward(self):
        dout = self.nll.backward()
        for layer in reversed(self.layers):
            dout = layer.backward(dout)

    def gradients(self):
        return self.first.dW, self.first.db, self.second.dW, self.second.db


def softmax_jacobian(o):
    y = Softmax().forward(o[None])[0]
    J = np.empty((len(y), len(y)))
    for i in range(len(y)):
        for j in range(len(y)):
            J[i, j] = y[i] * ((i == j) - y[j])
    return J


def nll_gradient(y, c):
    g = np.zeros_like(y)
    g[c] = -1.0 / max(y[c], 1e-300)
    return g


def softmax_nll_gradient(o, t):
    c = int(np.argmax(t))
    softmax = Softmax()
    y = softmax.forward(np.array([o]))
    return softmax.backward(nll_gradient(y[0], c)[None]).ravel()


def small_network(x, t, W, b, V, c):
    return batch_network(np.array([x]), [int(np.argmax(t))], W, b, V, c)


def batch_network(X, T, W, b, V, c):
    network = Network(W, b, V, c)
    loss = network.loss(X, T)
    network.backward()
    dW, db, dV, dc = network.gradients()
    return loss, {"dW": dW, "db": db, "dV": dV, "dc": dc}


def train_network(X, T, hidden, lr, batch_size, epochs, seed):
    rng = np.random.default_rng(seed)
    K = T.max() + 1
    network = Network(
        rng.normal(0, 0.1, (X.shape[1], hidden)), np.zeros(hidden),
        rng.normal(0, 0.1, (hidden, K)), np.zeros(K),
    )  # fmt: skip
    losses = []
    for _ in range(epochs):
        rows = rng.permutation(len(X))
        for batch in [rows[i : i + batch_size] for i in range(0, len(X), batch_size)]:
            losses.append(network.loss(X[batch], T[batch]))
            network.backward()
            for layer in (network.first, network.second):
                layer.step(lr)
    first, second = network.first, network.second
    return first.W, first.b, second.W, second.b, losses


def mean_and_std(curves):
    columns = list(zip(*curves))
    return np.array([np.mean(c) for c in columns]), np.array([np.std(c) for c in columns])


def compare_learning_rates(X, T, X_val, T_val, rates, seed):
    losses, score = {}, []
    for rate in rates:
        W, b, V, c, losses[rate] = train_network(X, T, 12, rate, 10, 10, seed)
        score.append(Network(W, b, V, c).loss(X_val, T_val))
    return losses, rates[np.argmin(score)]
