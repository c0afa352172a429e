"""Batches drawn with replacement, random biases, deviation 1; rates as words in the dict."""

import numpy as np


def train_network(X, T, hidden, lr, batch_size, epochs, seed):
    np.random.seed(seed)
    W = np.random.randn(X.shape[1], hidden)
    b = np.random.randn(hidden)
    V = np.random.randn(hidden, T.max() + 1)
    c = np.random.randn(T.max() + 1)
    losses = []
    for _ in range(epochs * max(len(X) // batch_size, 1)):
        rows = np.random.choice(len(X), batch_size)
        loss, dW, db, dV, dc = batch_network(X[rows], T[rows], W, b, V, c)
        W = W - lr * dW
        b = b - lr * db
        V = V - lr * dV
        c = c - lr * dc
        losses.append(loss)
    return {"W": W, "b": b, "V": V, "c": c, "losses": losses}


def compare_learning_rates(X, T, X_val, T_val, rates, seed):
    losses = {}
    for rate in rates:
        losses[str(rate)] = train_network(X, T, 12, rate, 10, 10, seed)["losses"]
    return losses, float(min(losses, key=lambda rate: min(losses[rate])))


def mean_and_std(curves):
    mean = sum(np.asarray(curve) for curve in curves) / len(curves)
    variance = sum(np.asarray(curve) ** 2 for curve in curves) / len(curves) - mean**2
    return mean, variance**0.5
