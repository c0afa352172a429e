import numpy as np


def forward_regression(x, y, W1, b1, W2, b2):
    s1 = W1 @ x + b1
    a1 = 5 * np.maximum(s1, 0)
    s2 = W2 @ a1 + b2
    return s1, a1, s2, s2, np.sum((s2 - y) ** 2


def softargmax(x, beta):
    return np.exp(beta * x) / np.sum(np.exp(beta * x))
