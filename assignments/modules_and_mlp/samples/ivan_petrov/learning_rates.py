def linear_schedule(lr0, n, end, total):
    return [lr0 * end ** (k / total) for k in range(n)]


def learning_rate_grid(lo, hi, n):
    return [10.0 ** (lo + k) for k in range(n)]
