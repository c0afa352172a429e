import numpy as np

answers = {
    "s1.Q3.forward": {"k": [2, 2, 2], "h": [0.8808, 0.8808, 0.8808], "s": [-0.8808, -0.8808], "o": [0.5, 0.5]},
    "s1.Q3.loss": 0.6931,
    "s1.Q3.dc": [-0.5, 0.5],
    "s1.Q3.dV": [[-0.4404, 0.4404], [-0.4404, 0.4404], [-0.4404, 0.4404]],
}


def softmax(o):
    e = np.exp(o - o.max())
    return e / e.sum()


def softmax_jacobian(o):
    y = softmax(o)
    return np.diagflat(y) - np.outer(y, y)


def nll_gradient(y, c):
    return -1.0 * (np.arange(len(y)) == c) / y


def softmax_nll_gradient(o, t):
    return softmax(o) - t


def small_network(x, t, W, b, V, c):
    h = 1 / (1 + np.exp(-(np.dot(x, W) + b)))
    s = np.dot(h, V) + c
    m = np.max(s)
    loss = -(t * (s - m - np.log(np.sum(np.exp(s - m))))).sum()
    # TODO: backward
    return loss, None, None, None, None


def batch_network(X, T, W, b, V, c):
    pass
