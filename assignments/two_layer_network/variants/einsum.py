"""einsum throughout, named tuples, and the trainer's parameters as a property."""

from collections import namedtuple

import numpy as np


class TwoLayerTrainer:
    def __init__(self, W1, b1, W2, b2, lr):
        self.values = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
        self.lr = lr
        self.history = []

    def step(self, X, Y):
        v = self.values
        s1 = np.einsum("dn,sn->sd", v["W1"], X) + v["b1"]
        a1 = 5 * relu(s1)
        e = np.einsum("kd,sd->sk", v["W2"], a1) + v["b2"] - Y
        self.history.append((e**2).sum(1).mean())
        e = 2 * e / len(X)
        d = 5 * np.einsum("kd,sk,sd->sd", v["W2"], e, s1 > 0)
        grads = {
            "W1": np.einsum("sd,sn->dn", d, X),
            "b1": np.einsum("sd->d", d),
            "W2": np.einsum("sk,sd->kd", e, a1),
            "b2": np.einsum("sk->k", e),
        }
        self.values = {name: value - self.lr * grads[name] for name, value in v.items()}

    @property
    def params(self):
        return self.values


def relu(s):
    return (s + abs(s)) / 2


def forward_regression(x, y, W1, b1, W2, b2):
    s1 = np.einsum("dn,n->d", W1, x) + b1
    a1 = 5 * relu(s1)
    s2 = np.einsum("kd,d->k", W2, a1) + b2
    return s1, a1, s2, s2, np.einsum("k,k", s2 - y, s2 - y)


Local = namedtuple("Local", "ds2_da1 ds2_dW2 ds2_db2 ds1_dW1 ds1_db1")


def local_jacobians(x, a1, W2):
    EK, ED = np.eye(len(W2)), np.eye(len(a1))
    return Local(W2, np.einsum("ki,j->kij", EK, a1), EK, np.einsum("ki,j->kij", ED, x), ED)


def jacobians_regression(s1, s2, yt, y):
    return 5 * np.eye(len(s1)) * (s1 > 0), np.eye(len(s2)), 2 * (yt - y)[:, None]


def elements_regression(s1, s2, yt, y):
    delta_d, delta_k = np.eye(len(s1)), np.eye(len(s2))
    slope = np.heaviside(s1, 0.0)
    return (
        5 * np.einsum("ij,j->ij", delta_d, slope),
        delta_k,
        np.einsum("kj,j->k", 2 * delta_k, yt - y),
    )


def gradients_regression(x, y, W1, b1, W2, b2):
    s1, a1, _s2, yt, _ = forward_regression(x, y, W1, b1, W2, b2)
    e = 2 * (yt - y)
    d = np.einsum("k,kd,d->d", e, W2, 5 * (s1 > 0))
    return np.einsum("d,n->dn", d, x), d, np.einsum("k,d->kd", e, a1), e


def classifier(x, W1, b1, W2, b2):
    a1 = np.tanh(np.einsum("dn,n->d", W1, x) + b1)
    return a1, (1 + np.tanh((np.einsum("kd,d->k", W2, a1) + b2) / 2)) / 2


def back(e, x, a1, W2):
    d = np.einsum("k,kd,d->d", e, W2, 1 - a1**2)
    return [np.einsum("d,n->dn", d, x), d, np.einsum("k,d->kd", e, a1), e]


def classification_squared_error(x, y, W1, b1, W2, b2):
    a1, yt = classifier(x, W1, b1, W2, b2)
    return [a1, yt, ((yt - y) ** 2).sum(), *back(2 * (yt - y) * (yt - yt**2), x, a1, W2)]


def classification_bce(x, y, W1, b1, W2, b2):
    a1, yt = classifier(x, W1, b1, W2, b2)
    right = np.where(y == 1, yt, 1 - yt)
    dyt = np.where(y == 1, -1, 1) / right / len(y)
    return [-np.log(right).mean(), dyt, dyt * yt * (1 - yt), *back((yt - y) / len(y), x, a1, W2)]


def softargmax(x, beta):
    lse = np.logaddexp.reduce(beta * x)
    return np.exp(beta * x - lse), lse / beta
