"""Tasks T1 to T4: a residual block, sizes and parameters, the gradient of the softmax layer.

Replace every `raise NotImplementedError` and every None in `answers`. Keep the names and the
order of the arguments; add helper functions as you like.
"""

import numpy as np

# Your numbers, worked out by hand. T1 is for x0 = 1.0, w0 = 0.3, w1 = -0.2, b0 = 0.1, b1 = -0.3.
# T2 and T3 are for a network of fully connected layers 30 -> 1024 -> 512 -> 1 and a batch of 32:
# A, B and C are the outputs of its first, second and third layer. Give each size as the number of
# elements, such as 12, or as a shape, such as (4, 3).
answers = {
    "s3.T1.x1": 0.4,
    "s3.T1.y1": -0.38,
    "s3.T1.z": 0.62,
    "s3.T1.dw0": None,  # dz/dw0
    "s3.T1.dw1": None,
    "s3.T1.db0": None,
    "s3.T1.db1": None,
    "s3.T2.A": None,
    "s3.T2.B": None,
    "s3.T2.C": None,
    "s3.T3": "557057",  # learnable parameters in all, biases included
}


def residual_block(x0, w0, b0, w1, b1):
    """T1: forward and backward pass of a simplified residual connection.

        x1 = ReLU(x0 * w0 + b0)
        y1 = x1 * w1 + b1
        z  = ReLU(y1 + x0)

    Args:
        x0, w0, b0, w1, b1: numbers (Python floats) of any sign; not only those of the sheet.

    Returns:
        The numbers x1, y1, z, dw0, dw1, db0, db1, dx0, in this order; dw0 is dz/dw0, and so on.
        dx0 is not marked. No argument of a ReLU will be exactly 0.
    """
    x1 = max(0.0, x0 * w0 + b0)
    y1 = x1 * w1 + b1
    z = max(0.0, y1 + x0)
    return x1, y1, z, None, None, None, None, None  # TODO backward


def layer_outputs(sizes, batch):
    """T2: how many elements every layer of a fully connected network puts out.

    Args:
        sizes: list of at least two integers: inputs, units of each hidden layer, outputs.
        batch: number of samples that go through at once.

    Returns:
        A list with one integer per layer, len(sizes) - 1 in all (the input is no layer): the
        number of elements of its output for the whole batch. Shape tuples are accepted instead.
        For sizes [2, 5, 3] and batch 4 that is [20, 12], or [(4, 5), (4, 3)].
    """
    return [batch * n for n in sizes[1:]]


def parameter_count(sizes):
    """T3: how many learnable parameters a fully connected network has, biases included.

    Args:
        sizes: list of at least two integers, as for layer_outputs.

    Returns:
        An exact integer. For sizes [2, 5, 3] it is 33.
    """
    raise NotImplementedError


def softmax_jacobian(h):
    """T4: the derivatives of P(y=j) = exp(h_j) / sum_k exp(h_k).

    Args:
        h: logits, float array of shape (n,), n >= 2. They may be as large as +-1000. Do not
            change the array.

    Returns:
        Array of shape (n, n): the entry [j, i] is dP(y=j)/dh_i.
    """
    raise NotImplementedError


def softmax_cross_entropy_gradient(h, y):
    """T4: the derivative of L = -sum_j y_j log P(y=j) with respect to the logits.

    Args:
        h: logits, float array of shape (n,), n >= 2. They may be as large as +-1000. Do not
            change the array.
        y: target, float array of shape (n,) with sum 1: one-hot, or a distribution over the
            classes. Do not change the array.

    Returns:
        Array of shape (n,): the entry [i] is dL/dh_i.
    """
    raise NotImplementedError
