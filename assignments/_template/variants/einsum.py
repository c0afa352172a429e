"""einsum, and the constant drawn to the front."""


def mean_squared_error(y, t):
    d = y - t
    return np.einsum("nd,nd->", d, d) / y.shape[0]


def mean_squared_error_gradient(y, t):
    return np.einsum(",nd->nd", 2 / y.shape[0], y - t)
