"""Python lists and floats instead of arrays."""


def mean_squared_error(y, t):
    y, t = y.tolist(), t.tolist()
    return sum((a - b) ** 2 for r, s in zip(y, t) for a, b in zip(r, s)) / len(y)


def mean_squared_error_gradient(y, t):
    y, t = y.tolist(), t.tolist()
    return [[2 * (a - b) / len(y) for a, b in zip(r, s)] for r, s in zip(y, t)]
