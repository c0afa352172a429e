"""Right; one script that trains and plots when it is imported."""
import matplotlib.pyplot as plt
import numpy as np
from numpy import exp, log

np.set_printoptions(precision=3)

x1 = np.array([1.0, -1.0])
W1 = np.array([[1.0, 1, 1], [-1, -1, -1]])
b1 = np.zeros(3)
V1 = np.array([[1.0, 1], [-1, -1], [-1, -1]])
c1 = np.zeros(2)
t1 = np.array([1, 0])


def sigmoid(a):
    return np.exp(np.minimum(a, 0)) / (1 + np.exp(-np.abs(a)))


def softmax(Z):
    Z = np.atleast_2d(Z)
    E = exp(Z - Z.max(1, keepdims=True))
    return E / E.sum(1, keepdims=True)


def softmax_jacobian(o):
    y = softmax(o)
    return np.diag(y[0]) - y.T * y


def nll_gradient(y, c):
    onehot = np.zeros_like(y)
    onehot[c] = 1
    return -onehot / y


def softmax_nll_gradient(o, t):
    return softmax(o) - t


def batch_network(X, T, W, b, V, c):
    H = sigmoid(X @ W + b)
    Z = H @ V + c
    Z = Z - Z.max(1, keepdims=True)
    losses = log(exp(Z).sum(1)) - Z[range(len(T)), T]
    G = softmax(Z)
    G[range(len(T)), T] -= 1
    G = G / len(T)
    K = G @ V.T * (H - H**2)
    return dict(loss=losses.mean(), dW=X.T @ K, db=K.sum(0), dV=H.T @ G, dc=G.sum(0))


def small_network(x, t, W, b, V, c):
    return batch_network(x[None], [np.argmax(t)], W, b, V, c)


H1 = sigmoid(x1 @ W1 + b1)
S1 = H1 @ V1 + c1
first = small_network(x1, t1, W1, b1, V1, c1)
answers = {"s1.Q3." + name: first[name] for name in ("dW", "db", "dV", "dc")}
answers["s1.Q3.forward"] = dict(k=x1 @ W1 + b1, h=H1, s=S1, o=softmax(S1)[0])
answers["s1.Q3.loss"] = [first["loss"], nll_gradient(softmax(S1)[0], 0)[0]]
print(answers)


def train_network(X, T, hidden, lr, batch_size, epochs, seed):
    r = np.random.RandomState(seed)
    p = [r.randn(X.shape[1], hidden) * 0.05, np.zeros((1, hidden)), r.randn(hidden, max(T) + 1) * 0.05, np.zeros((1, max(T) + 1))]
    losses = []
    for epoch in range(epochs):
        order = r.permutation(len(X))
        for i in range(len(X) // batch_size):
            rows = order[i * batch_size:(i + 1) * batch_size]
            g = batch_network(X[rows], T[rows], *p)
            losses.append(g["loss"])
            p = [a - lr * g[n] for a, n in zip(p, ("dW", "db", "dV", "dc"))]
    return {"W": p[0], "b": p[1], "V": p[2], "c": p[3], "losses": losses}


def mean_and_std(curves):
    c = np.stack([np.asarray(x) for x in curves])
    return c.mean(axis=0), c.std(axis=0, ddof=1)


def compare_learning_rates(X, T, X_val, T_val, rates, seed):
    curves = {str(r): train_network(X, T, 12, r, 10, 10, seed)["losses"] for r in rates}
    return {"losses": curves, "best": min(rates, key=lambda r: np.mean(curves[str(r)][-10:]))}


rng = np.random.default_rng(0)
T = rng.integers(0, 2, 200)
X = rng.normal(size=(200, 2)) + 2 * T[:, None]
runs = [train_network(X, T, 3, 0.1, 10, 5, s)["losses"] for s in range(3)]
m, s = mean_and_std(runs)
plt.plot(m)
plt.fill_between(range(len(m)), m - s, m + s, alpha=0.3)
plt.savefig("curve.png")
plt.show()
