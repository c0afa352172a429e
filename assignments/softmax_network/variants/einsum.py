"""einsum and one-hot matrices throughout; dicts as results; log-sum-exp by logaddexp."""

import numpy as np


def log_softmax(z):
    return z - np.logaddexp.reduce(z, axis=-1, keepdims=True)


def softmax_jacobian(o):
    y = np.exp(log_softmax(o))
    return np.einsum("i,ij->ij", y, np.eye(len(y))) - np.einsum("i,j->ij", y, y)


def nll_gradient(y, c):
    return -np.eye(len(y))[c] / y


def softmax_nll_gradient(o, t):
    y = np.exp(log_softmax(o))
    return np.einsum("i,i->", t, np.ones_like(t)) * y - t


def small_network(x, t, W, b, V, c):
    h = np.exp(-np.logaddexp(0, -(np.einsum("d,dh->h", x, W) + b)))
    logp = log_softmax(np.einsum("h,hk->k", h, V) + c)
    ds = np.exp(logp) - t
    dk = np.einsum("hk,k,h,h->h", V, ds, h, 1 - h)
    return {
        "loss": -np.einsum("k,k->", t, logp),
        "dV": np.einsum("h,k->hk", h, ds),
        "dc": ds,
        "dW": np.einsum("d,h->dh", x, dk),
        "db": dk,
    }


def batch_network(X, T, W, b, V, c):
    Y = np.eye(len(c))[T]
    h = np.exp(-np.logaddexp(0, -(np.einsum("sd,dh->sh", X, W) + b)))
    logp = log_softmax(np.einsum("sh,hk->sk", h, V) + c)
    ds = (np.exp(logp) - Y) / len(X)
    dk = np.einsum("hk,sk->sh", V, ds) * h * (1 - h)
    return {
        "loss": -np.einsum("sk,sk->", Y, logp) / len(X),
        "dV": np.einsum("sh,sk->hk", h, ds),
        "dc": np.einsum("sk->k", ds),
        "dW": np.einsum("sd,sh->dh", X, dk),
        "db": np.einsum("sh->h", dk),
    }


def train_network(X, T, hidden, lr, batch_size, epochs, seed):
    rng = np.random.RandomState(seed)
    p = {
        "W": 0.01 * rng.randn(X.shape[1], hidden),
        "b": np.zeros(hidden),
        "V": 0.01 * rng.randn(hidden, np.max(T) + 1),
        "c": np.zeros(np.max(T) + 1),
    }
    losses = []
    for epoch in range(epochs):
        for rows in np.array_split(rng.permutation(len(X)), np.arange(batch_size, len(X), batch_size)):
            grads = batch_network(X[rows], T[rows], p["W"], p["b"], p["V"], p["c"])
            losses.append(grads["loss"])
            for name in p:
                p[name] -= lr * grads["d" + name]
    return {**p, "losses": np.array(losses)}


def mean_and_std(curves):
    curves = np.array(curves)
    mean = np.einsum("rs->s", curves) / len(curves)
    square = np.einsum("rs,rs->s", curves - mean, curves - mean)
    return {"mean": mean, "std": np.sqrt(square / (len(curves) - 1))}


def compare_learning_rates(X, T, X_val, T_val, rates, seed):
    runs = {rate: train_network(X, T, 12, rate, 10, 10, seed) for rate in rates}

    def accuracy(run):
        h = 1 / (1 + np.exp(-np.einsum("sd,dh->sh", X_val, run["W"]) - run["b"]))
        return np.mean(np.argmax(np.einsum("sh,hk->sk", h, run["V"]) + run["c"], axis=1) == T_val)

    return {
        "losses": {rate: run["losses"] for rate, run in runs.items()},
        "best": max(rates, key=lambda rate: accuracy(runs[rate])),
    }
