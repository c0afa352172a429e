import numpy as np

answers = {"s9.1": 7.5}


def mean_squared_error(y, t):
    return ((y - t) ** 2).sum() / len(y)


def mean_squared_error_gradient(y, t):
    return 2 / len(y) * (y - t)
