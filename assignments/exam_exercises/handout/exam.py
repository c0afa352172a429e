"""Backpropagation by hand: eight exam exercises.

Replace every `raise NotImplementedError` and every None in `answers`. Keep the names and the
order of the arguments; add helper functions as you like.
"""

import math

import numpy as np

# Your numbers, worked out by hand: two decimals are enough where they do not come out even.
answers = {
    # the sine-cosine graph at x = 1: t1, b1, t2, b2, t3, b3, t4, b4, t5, b5, y
    "s2.0706.forward": None,
    "s2.0706": None,  # dy/dx at x = 1
    # dy/dt5, dy/db5, dy/dt4, dy/db4, dy/dt3, dy/db3, dy/dt2, dy/db2, dy/dt1, dy/db1
    "s2.0706.steps": None,
    # factors of the conditions of (1 0 1 0), (0 1 0 1), (1 1 0 0), (0 0 1 1)
    "s2.lin.a": None,
    # the graph of 2022/09/01: dL/do, dL/du1, dL/du2, dL/du3, dL/dv1, dL/dv2, dL/dv3
    "s2.0901.mid": None,
    "s2.0901.x1": None,  # dL/dx1
    "s2.0901.x2": None,
    "s2.0901.x3": None,
    "s2.0708.a1": None,  # the vector that multiplies W1^T, a list
    "s2.0708.a2": None,  # the vector that multiplies W2^T, a list
    "s2.0708.b": None,  # the shapes of W1 and W2, the length of dL/dv
    # the graph of 2022/06/16: dL/do, dL/dq1, dL/dq2, dL/dq3, dL/dp1, dL/dp2, dL/dp3
    "s2.0616.mid": None,
    "s2.0616.x": None,  # dL/dx1, dL/dx2, dL/dx3
}


def sigmoid_neuron_gradient(w, b, x, z):
    """2023/09/06: the gradient of J(w, b) = (y - z)^2 / 2 with y = sigma(w x + b).

    Args:
        w, b, x, z: numbers (Python floats) of any sign: weight, bias, input, target.

    Returns:
        The numbers dw = dJ/dw and db = dJ/db.
    """
    raise NotImplementedError


def gradient_norm_and_bound(w, b, x, z):
    """2023/09/06: the length of that gradient, and what it stays below.

    Args:
        w, b, x, z: numbers (Python floats) of any sign: weight, bias, input, target.

    Returns:
        The numbers norm = ||grad J|| (Euclidean) and bound = (1/4) sqrt(1 + x^2) (1 + |z|).
    """
    raise NotImplementedError


def gradient_descent(w, b, x, z, eta, n):
    """2023/09/06: n steps of gradient descent with J(w, b) = (y - z)^2 / 2.

    Args:
        w, b: where it starts (Python floats).
        x, z: input and target (Python floats of any sign).
        eta: step size, positive.
        n: number of steps, an integer >= 0.

    Returns:
        Two lists w and b of n + 1 numbers, w_0 ... w_n and b_0 ... b_n; the start comes first.
    """
    raise NotImplementedError


def sin_cos_graph(x):
    """2023/07/06: the output of the graph and its derivative, by backpropagation.

        t1 = sin(x), b1 = cos(x)
        t_k = sin(t_{k-1} + b_{k-1}), b_k = cos(t_{k-1} + b_{k-1})   for k = 2, 3, 4, 5
        y = t5 * b5

    Args:
        x: a number (Python float), in radians.

    Returns:
        The numbers y and dydx = dy/dx.
    """
    raise NotImplementedError


def line_network(x):
    """A multilayer network that tells vertical from horizontal lines in a picture of 2 x 2 pixels.

        x1 x2
        x3 x4

    Class I, vertical lines: (1 0 1 0) and (0 1 0 1). Class II, horizontal: (1 1 0 0) and (0 0 1 1).

    Args:
        x: float array of shape (4,): x1, x2, x3, x4.

    Returns:
        One number, the output of the network. Its smallest value for class I is larger than its
        largest for class II, by at least a tenth of the difference between its largest and its
        smallest value of all four patterns.
    """
    raise NotImplementedError


def stable_softmax(a):
    """2023/02/07: softmax that works for activations of any size.

    Args:
        a: float array of shape (..., n), n >= 2; its entries may be as large as +-1000, and far
            from each other. Please do not change the array.

    Returns:
        Array of the same shape: softmax along the last axis.
    """
    raise NotImplementedError


def collapse_linear(Ws, bs):
    """2023/01/20: the single layer that a network with s(x) = x is equivalent to.

    Args:
        Ws: list of the weights W_1 to W_L, the first layer first; W_l is a float array of shape
            (n_l, n_{l-1}), so that layer l computes W_l x + b_l. L is at least 1.
        bs: list of the biases b_1 to b_L, of shape (n_l,). Do not change any of the arrays.

    Returns:
        W of shape (n_L, n_0) and b of shape (n_L,): W x + b is what the network gives for x.
    """
    raise NotImplementedError


def activation_slopes(lam, al):
    """2023/01/20: what four activation functions look like around x = 0.

        selu(x) = lam * x  if x > 0,   al * (exp(x) - 1)  otherwise

    Args:
        lam, al: the two numbers in selu, any positive floats; 1.0507 and 1.75814 in the exam.

    Returns:
        Float array M of shape (4, 3). Its rows are sigmoid, tanh, relu and selu; its columns are
        the value at 0, the slope from the left and the slope from the right.
    """
    raise NotImplementedError


def edge_derivatives(edges, out, o, inputs):
    """2022/09/01 and 2022/06/16: dL/dx for L = -ln(o), in any graph with edge derivatives.

    Args:
        edges: list of (start, end, d): an edge from the node `start` to the node `end`, names as
            strings, and the derivative d of `end` by `start`. The edges stand in any order and
            may skip layers; there are no cycles. Two edges may join the same two nodes: both count.
        out: name of the output node.
        o: its value, a positive float.
        inputs: list of the names of the nodes asked for.

    Returns:
        List of the floats dL/dx, one for each of `inputs` in that order; 0 where no path leads
        from the node to the output.
    """
    raise NotImplementedError


def two_branch_gradient(v, W1, W2, g1, g2):
    """2022/07/08: back from h1 = ReLU(W1 v) and h2 = sigmoid(W2 v) to v.

    Args:
        v: float array of shape (m,).
        W1: float array of shape (n1, m).
        W2: float array of shape (n2, m).
        g1: dL/dh1, float array of shape (n1,).
        g2: dL/dh2, float array of shape (n2,).

    Returns:
        dz1 of shape (n1,), dz2 of shape (n2,) and dv of shape (m,): the derivatives of L by
        z1 = W1 v, by z2 = W2 v and by v. No entry of z1 will be exactly 0.
    """
    raise NotImplementedError


def two_branch_sizes(nv, nh):
    """2022/07/08: the sizes for a vector v of nv numbers and h1, h2 of nh numbers each.

    Args:
        nv, nh: positive integers.

    Returns:
        The shape of W1, the shape of W2 and the length of dL/dv: two pairs (rows, columns) of
        integers and an integer. A shape such as (5, 1) or (5,) for dL/dv is fine too.
    """
    raise NotImplementedError
