"""Everything in float32, biases as rows (1, n), minibatches without shuffling."""

import numpy as np

f = np.float32


def shifted(z):
    z = np.asarray(z, dtype=f)
    return z - z.max(axis=-1, keepdims=True)


def probabilities(z):
    e = np.exp(shifted(z))
    return e / e.sum(axis=-1, keepdims=True, dtype=f)


def hidden_values(k):
    return f(0.5) * (1 + np.tanh(f(0.5) * k))


def softmax_jacobian(o):
    y = probabilities(o).reshape(-1, 1)
    return np.diagflat(y) - y @ y.T


def nll_gradient(y, c):
    y = np.asarray(y, dtype=f)
    return np.where(np.arange(y.size) == c, f(-1) / y, f(0)).reshape(1, -1)


def softmax_nll_gradient(o, t):
    return (probabilities(o) - np.asarray(t, dtype=f))[None, :]


def small_network(x, t, W, b, V, c):
    x, t, W, b, V, c = [np.atleast_2d(np.asarray(a, dtype=f)) for a in (x, t, W, b, V, c)]
    h = hidden_values(x @ W + b)
    z = h @ V + c
    loss = np.log(np.exp(shifted(z)).sum()) - (t * shifted(z)).sum()
    dz = probabilities(z) - t
    dk = dz @ V.T * h * (1 - h)
    return loss, x.T @ dk, dk, h.T @ dz, dz


def batch_network(X, T, W, b, V, c):
    X, W, b, V, c = [np.atleast_2d(np.asarray(a, dtype=f)) for a in (X, W, b, V, c)]
    h = hidden_values(X @ W + b)
    z = h @ V + c
    t = (np.asarray(T).reshape(-1, 1) == np.arange(z.shape[1])).astype(f)
    s = shifted(z)
    loss = np.mean(np.log(np.exp(s).sum(axis=1)) - (s * t).sum(axis=1), dtype=f)
    dz = (probabilities(z) - t) / f(len(X))
    dk = dz @ V.T * h * (1 - h)
    return loss, X.T @ dk, dk.sum(axis=0, keepdims=True), h.T @ dz, dz.sum(axis=0, keepdims=True)


def train_network(X, T, hidden, lr, batch_size, epochs, seed):
    np.random.seed(seed)
    X = X.astype(f)
    K = len(np.unique(T))
    params = [
        np.random.uniform(-1, 1, (X.shape[1], hidden)).astype(f) / f(np.sqrt(X.shape[1])),
        np.zeros((1, hidden), dtype=f),
        np.random.uniform(-1, 1, (hidden, K)).astype(f) / f(np.sqrt(hidden)),
        np.zeros((1, K), dtype=f),
    ]
    losses = []
    for _ in range(epochs):
        for i in range(0, len(X), batch_size):
            loss, *grads = batch_network(X[i : i + batch_size], T[i : i + batch_size], *params)
            losses.append(loss)
            params = [p - f(lr) * g for p, g in zip(params, grads)]
    return dict(zip("WbVc", params), losses=losses)


def mean_and_std(curves):
    curves = np.asarray(curves, dtype=f)
    return curves.mean(axis=0, keepdims=True), curves.std(axis=0, ddof=1, keepdims=True)


def compare_learning_rates(X, T, X_val, T_val, rates, seed):
    losses = {}
    for rate in rates:
        losses[float(rate)] = train_network(X, T, 12, rate, 10, 10, seed)["losses"]
    ends = [np.mean(losses[float(rate)][-20:]) for rate in rates]
    return losses, f(rates[int(np.argmin(ends))])
