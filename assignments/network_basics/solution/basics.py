"""Tasks T1 to T4: a residual block, sizes and parameters, the gradient of the softmax layer.

Replace every `raise NotImplementedError` and every None in `answers`. Keep the names and the
order of the arguments; add helper functions as you like.
"""

# BEGIN SOLUTION
import numpy as np

# STARTER
# import numpy as np  # noqa: F401 - you will need it
# END SOLUTION

# Your numbers, worked out by hand. T1 is for x0 = 1.0, w0 = 0.3, w1 = -0.2, b0 = 0.1, b1 = -0.3.
# T2 and T3 are for a network of fully connected layers 30 -> 1024 -> 512 -> 1 and a batch of 32:
# A, B and C are the outputs of its first, second and third layer. Give each size as the number of
# elements, such as 12, or as a shape, such as (4, 3).
answers = {
    # BEGIN SOLUTION
    "s3.T1.x1": 0.4,
    "s3.T1.y1": -0.38,
    "s3.T1.z": 0.62,
    "s3.T1.dw0": -0.2,  # dz/dw0
    "s3.T1.dw1": 0.4,
    "s3.T1.db0": -0.2,
    "s3.T1.db1": 1.0,
    "s3.T2.A": 32768,
    "s3.T2.B": 16384,
    "s3.T2.C": 32,
    "s3.T3": 557057,  # learnable parameters in all, biases included
    # STARTER
    # "s3.T1.x1": None,
    # "s3.T1.y1": None,
    # "s3.T1.z": None,
    # "s3.T1.dw0": None,  # dz/dw0
    # "s3.T1.dw1": None,
    # "s3.T1.db0": None,
    # "s3.T1.db1": None,
    # "s3.T2.A": None,
    # "s3.T2.B": None,
    # "s3.T2.C": None,
    # "s3.T3": None,  # learnable parameters in all, biases included
    # END SOLUTION
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
    # BEGIN SOLUTION
    s1 = x0 * w0 + b0
    x1 = max(0.0, s1)
    y1 = x1 * w1 + b1
    s2 = y1 + x0
    z = max(0.0, s2)

    # Backwards, ds2 stands for dz/ds2 and so on. A ReLU lets the gradient through where it is open.
    ds2 = 1.0 if s2 > 0 else 0.0
    dw1 = ds2 * x1
    db1 = ds2
    dx1 = ds2 * w1
    ds1 = dx1 if s1 > 0 else 0.0
    dw0 = ds1 * x0
    db0 = ds1
    dx0 = ds1 * w0 + ds2  # through the block, and past it
    return x1, y1, z, dw0, dw1, db0, db1, dx0
    # END SOLUTION


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
    # BEGIN SOLUTION
    return [batch * n for n in sizes[1:]]
    # END SOLUTION


def parameter_count(sizes):
    """T3: how many learnable parameters a fully connected network has, biases included.

    Args:
        sizes: list of at least two integers, as for layer_outputs.

    Returns:
        An exact integer. For sizes [2, 5, 3] it is 33.
    """
    # BEGIN SOLUTION
    total = 0
    for layer in range(1, len(sizes)):
        m, n = sizes[layer - 1], sizes[layer]
        total += m * n + n
    return total
    # END SOLUTION


# BEGIN SOLUTION
def softmax(h):
    """P(y=j) for all j. Subtracting the largest logit changes nothing, and exp cannot overflow."""
    e = np.exp(h - np.max(h))
    return e / np.sum(e)


# END SOLUTION
def softmax_jacobian(h):
    """T4: the derivatives of P(y=j) = exp(h_j) / sum_k exp(h_k).

    Args:
        h: logits, float array of shape (n,), n >= 2. They may be as large as +-1000. Do not
            change the array.

    Returns:
        Array of shape (n, n): the entry [j, i] is dP(y=j)/dh_i.
    """
    # BEGIN SOLUTION
    p = softmax(h)
    return np.diag(p) - np.outer(p, p)
    # END SOLUTION


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
    # BEGIN SOLUTION
    return softmax(h) - y
    # END SOLUTION
