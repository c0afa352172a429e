"""Plain loops over samples and entries."""


def mean_squared_error(y, t):
    total = 0.0
    for row, target in zip(y, t, strict=True):
        for a, b in zip(row, target, strict=True):
            total += (a - b) * (a - b)
    return total / len(y)


def mean_squared_error_gradient(y, t):
    grad = np.zeros(y.shape)
    for i in range(y.shape[0]):
        for j in range(y.shape[1]):
            grad[i, j] = 2.0 / y.shape[0] * (y[i, j] - t[i, j])
    return grad
