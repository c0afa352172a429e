import numpy as np

answers = {
    "s1.Q3.forward": {"k": [2, 2, 2], "h": [0.8808, 0.8808, 0.8808], "s": [-0.8808, -0.8808], "o": [0.5, 0.5]},
}

def softmax_jacobian(o):
    y = np.exp(o - np.max(o))
    y = y / y.sum()
    return np.diag(y) - np.outer(y, y)

def nll_gradient(y, c)
    g = np.zeros(len(y))
    g[c] = -1 / y[c]
    return g
