"""Everything in float32, the loss as an array of one entry."""


def mean_squared_error(y, t):
    d = y.astype(np.float32) - t.astype(np.float32)
    return np.array([(d * d).sum(axis=1).mean()], dtype=np.float32)


def mean_squared_error_gradient(y, t):
    d = y.astype(np.float32) - t.astype(np.float32)
    return d * np.float32(2) / np.float32(len(y))
