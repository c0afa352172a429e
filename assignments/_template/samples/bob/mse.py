import numpy as np

answers = {"s9.1": 15}


def mean_squared_error(y, t):
    return np.sum((y - t) ** 2)


def mean_squared_error_gradient(y, t):
    return 2 * (y - t)
