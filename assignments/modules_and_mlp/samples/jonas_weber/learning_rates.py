def learning_rate_grid(lo, hi, n):
    return [10**k for k in range(lo, hi + 1)]
