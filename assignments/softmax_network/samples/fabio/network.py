import numpy as np


def softmax(o):
    return np.exp(o) / np.sum(np.exp(o))


def softmax_jacobian(o):
    y = softmax(o)
    return np.diag(y * (1 - y))


def nll_gradient(y, c):
    g = np.zeros(len(y))
    g[c] = 1 / y[c]
    return g


def softmax_nll_gradient(o, t):
    return (softmax(o) - t) / len(o)


def sigmoid(k):
    return 1 / (1 + np.exp(-k))


def small_network(x, t, W, b, V, c):
    h = sigmoid(x @ W + b)
    o = softmax(h @ V + c)
    loss = -np.sum(np.log10(o) * t)
    ds = softmax_nll_gradient(h @ V + c, t)
    dh = V @ ds
    dk = dh * h * (1 - h)
    return loss, np.outer(x, dk), dh, np.outer(h, ds), ds


def batch_network(X, T, W, b, V, c):
    H = sigmoid(X @ W + b)
    Z = H @ V + c
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    O = E / E.sum(axis=1, keepdims=True)
    Y = np.eye(len(c))[T]
    loss = -np.sum(Y * np.log(O))
    dZ = O - Y
    dK = (dZ @ V.T) * H * (1 - H)
    return loss, X.T @ dK, dK.mean(axis=0), H.T @ dZ, dZ.mean(axis=0)


def train_network(X, T, hidden, lr, batch_size, epochs, seed):
    np.random.seed(seed)
    K = T.max() + 1
    W = np.random.randn(X.shape[1], hidden) * 0.1
    V = np.random.randn(hidden, K) * 0.1
    b = np.zeros(hidden)
    c = np.zeros(K)
    losses = []
    for epoch in range(epochs):
        for i in range(0, len(X), batch_size):
            loss, dW, db, dV, dc = batch_network(X[i:i + batch_size], T[i:i + batch_size], W, b, V, c)
            W - lr * dW
            b - lr * db
            V - lr * dV
            c - lr * dc
            losses.append(loss)
    return {"W": W, "b": b, "V": V, "c": c, "losses": losses}


def mean_and_std(curves):
    return np.mean(curves), np.std(curves)


def compare_learning_rates(X, T, X_val, T_val, rates, seed):
    best = 0
    losses = {}
    for i, rate in enumerate(rates):
        losses[rate] = train_network(X, T, 12, rate, 10, 10, seed)["losses"]
        if losses[rate][-1] > losses[rates[best]][-1]:
            best = i
    return losses, best
