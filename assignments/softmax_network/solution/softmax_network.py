"""Softmax, cross entropy and a network from scratch.

Fill in `answers` and the functions. NumPy is all you need. Arguments come in the order in which
they stand here. A function that returns several values returns them as a tuple in the order that its
docstring gives.
"""

import numpy as np

# Question 3, worked out for the network of the sheet: x = (1, -1), all of W's first row 1 and of
# its second row -1, V's rows (1, 1), (-1, -1), (-1, -1), b and c zero; the sample is of the first class.
answers = {
    # BEGIN SOLUTION
    "s1.Q3.forward": {
        "k": [2.0, 2.0, 2.0],
        "h": [0.880797, 0.880797, 0.880797],
        "s": [-0.880797, -0.880797],
        "o": [0.5, 0.5],
    },
    "s1.Q3.loss": [0.693147, -2.0],
    "s1.Q3.dW": [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]],
    "s1.Q3.db": [0.0, 0.0, 0.0],
    "s1.Q3.dV": [[-0.440399, 0.440399], [-0.440399, 0.440399], [-0.440399, 0.440399]],
    "s1.Q3.dc": [-0.5, 0.5],
    # STARTER
    # "s1.Q3.forward": {"k": None, "h": None, "s": None, "o": None},
    # "s1.Q3.loss": [None, None],  # the loss, and dl/do of the sample's class
    # "s1.Q3.dW": None,  # 2 rows of 3
    # "s1.Q3.db": None,
    # "s1.Q3.dV": None,  # 3 rows of 2
    # "s1.Q3.dc": None,
    # END SOLUTION
}


# BEGIN SOLUTION
def softmax(o):
    """Softmax over the last axis; the largest entry is subtracted so that exp cannot overflow."""
    e = np.exp(o - np.max(o, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


def sigmoid(k):
    """1 / (1 + exp(-k)) without overflow: exp is only taken of numbers up to 0."""
    e = np.exp(-np.abs(k))
    return np.where(k >= 0, 1 / (1 + e), e / (1 + e))


# END SOLUTION
def softmax_jacobian(o):
    """Question 1: J[i, j] = dy_i / do_j for y = softmax(o).

    o: array (n,). Returns an array (n, n).
    """
    # BEGIN SOLUTION
    y = softmax(o)
    return np.diag(y) - np.outer(y, y)
    # END SOLUTION


def nll_gradient(y, c):
    """Question 1: g[j] = dl / dy_j for l = -log y_c.

    y: array (n,), probabilities. c: integer, the class of the sample, counted from 0.
    Returns an array (n,).
    """
    # BEGIN SOLUTION
    g = np.zeros(len(y))
    g[c] = -1 / y[c]
    return g
    # END SOLUTION


def softmax_nll_gradient(o, t):
    """Question 2: g[j] = dl / do_j for l = -log y_c with y = softmax(o).

    o: array (n,). t: array (n,), one-hot: 1 at the class c of the sample, 0 elsewhere.
    Returns an array (n,).
    """
    # BEGIN SOLUTION
    return softmax(o) - t
    # END SOLUTION


def small_network(x, t, W, b, V, c):
    """Question 3: k = x W + b, h = sigmoid(k), o = softmax(h V + c), and the loss of one sample.

    x: array (D,). t: array (K,), one-hot. W: (D, H). b: (H,). V: (H, K). c: (K,).
    Returns loss, dW, db, dV, dc: the natural-log cross entropy and its gradients, in these shapes.
    """
    # BEGIN SOLUTION
    k = x @ W + b
    h = sigmoid(k)
    s = h @ V + c

    top = np.max(s)
    loss = top + np.log(np.sum(np.exp(s - top))) - np.sum(t * s)

    ds = softmax_nll_gradient(s, t)
    dV = np.outer(h, ds)
    dc = ds
    dh = V @ ds
    dk = dh * h * (1 - h)
    dW = np.outer(x, dk)
    db = dk
    return loss, dW, db, dV, dc
    # END SOLUTION


def batch_network(X, T, W, b, V, c):
    """Questions 5 and 6: the same network for a batch; loss and gradients are means over the batch.

    X: array (S, D). T: array (S,), integer classes from 0. W: (D, H). b: (H,). V: (H, K). c: (K,).
    Returns loss, dW, db, dV, dc.
    """
    # BEGIN SOLUTION
    S = len(X)
    H = sigmoid(X @ W + b)
    Z = H @ V + c

    top = np.max(Z, axis=1)
    log_sum = top + np.log(np.sum(np.exp(Z - top[:, None]), axis=1))
    loss = np.mean(log_sum - Z[np.arange(S), T])

    dZ = softmax(Z)
    dZ[np.arange(S), T] -= 1
    dZ /= S
    dV = H.T @ dZ
    dc = np.sum(dZ, axis=0)
    dK = (dZ @ V.T) * H * (1 - H)
    dW = X.T @ dK
    db = np.sum(dK, axis=0)
    return loss, dW, db, dV, dc
    # END SOLUTION


def train_network(X, T, hidden, lr, batch_size, epochs, seed):
    """Questions 4, 6 and 7: stochastic gradient descent on mini-batches.

    X: array (N, D). T: array (N,), integer classes from 0; all K classes occur.
    hidden: number of hidden units. lr: learning rate. batch_size: samples a step, also 1.
    epochs: passes over all samples. seed: of everything random; the same seed, the same run.
    Returns a dict with the final "W" (D, hidden), "b" (hidden,), "V" (hidden, K), "c" (K,), and
    "losses", the mean loss of every batch in the order of training. No momentum, no decay. The
    parameters belong to X as it comes: it is on one scale already, do not normalise it inside.
    """
    # BEGIN SOLUTION
    rng = np.random.default_rng(seed)
    N, D = X.shape
    K = int(np.max(T)) + 1
    W = rng.normal(0, 1 / np.sqrt(D), (D, hidden))
    b = np.zeros(hidden)
    V = rng.normal(0, 1 / np.sqrt(hidden), (hidden, K))
    c = np.zeros(K)

    losses = []
    for _ in range(epochs):
        order = rng.permutation(N)
        for start in range(0, N, batch_size):
            batch = order[start : start + batch_size]
            loss, dW, db, dV, dc = batch_network(X[batch], T[batch], W, b, V, c)
            losses.append(float(loss))
            W = W - lr * dW
            b = b - lr * db
            V = V - lr * dV
            c = c - lr * dc
    return {"W": W, "b": b, "V": V, "c": c, "losses": losses}
    # END SOLUTION


def mean_and_std(curves):
    """Question 7.2: mean and standard deviation over runs, step by step.

    curves: array (runs, steps), or a list of lists of equal length; one row for each run.
    Returns mean (steps,), std (steps,). Dividing by runs or by runs - 1 is both fine.
    """
    # BEGIN SOLUTION
    curves = np.asarray(curves, dtype=float)
    return np.mean(curves, axis=0), np.std(curves, axis=0)
    # END SOLUTION


def compare_learning_rates(X, T, X_val, T_val, rates, seed):
    """Question 7.3: trains once with each rate and chooses one.

    X (N, D), T (N,): training data. X_val (M, D), T_val (M,): data to choose by, if you like.
    rates: list of learning rates. seed: the same for every run.
    Use 12 hidden units, batches of 10 and 10 epochs.
    Returns losses, best: a dict from each rate to the list of its training losses, and the rate that
    you would use: the one with the lowest loss at the end, or the best one on X_val, T_val.
    """
    # BEGIN SOLUTION
    losses = {}
    score = {}
    for rate in rates:
        run = train_network(X, T, 12, rate, 10, 10, seed)
        losses[rate] = run["losses"]
        score[rate] = batch_network(X_val, T_val, run["W"], run["b"], run["V"], run["c"])[0]
    best = min(score, key=score.get)
    return losses, best
    # END SOLUTION
