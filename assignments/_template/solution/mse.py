"""The mean squared error of a batch and its gradient.

Replace every `raise NotImplementedError` and every None. Keep the names and the order of the
arguments.
"""

import numpy as np  # noqa: F401 - you may need it

# s9.1: the loss of y = [[1, 2], [3, 5]] and t = [[0, 4], [2, 2]], worked out by hand.
answers = {
    # BEGIN SOLUTION
    "s9.1": 7.5,
    # STARTER
    # "s9.1": None,
    # END SOLUTION
}


def mean_squared_error(y, t):
    """s9.2: the mean over the batch of the squared distances between predictions and targets.

    Args:
        y: predictions, array (N, D), one row per sample.
        t: targets, array (N, D).

    Returns:
        One number: (1/N) sum_n ||y_n - t_n||^2.
    """
    # BEGIN SOLUTION
    distances = np.sum((y - t) ** 2, axis=1)
    return np.mean(distances)
    # END SOLUTION


def mean_squared_error_gradient(y, t):
    """s9.3: the gradient of that loss with respect to the predictions.

    Args:
        y: predictions, array (N, D).
        t: targets, array (N, D).

    Returns:
        dL/dy, array (N, D).
    """
    # BEGIN SOLUTION
    n = y.shape[0]
    return 2 * (y - t) / n
    # END SOLUTION
