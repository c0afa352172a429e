"""Question 4b: the learning rate. Your own plots and words go into written.md or a notebook."""

import numpy as np

# BEGIN SOLUTION
from train_mlp_pytorch import train

# END SOLUTION


def linear_schedule(lr0, n, end, total):
    """4b ii: the learning rates of epochs 0 .. n-1 of a linear decay, a list of n floats.

    The rate is lr0 in epoch 0 and falls in equal steps. `end` is a factor: in epoch `total` the
    rate would be end * lr0, as in torch.optim.lr_scheduler.LinearLR(start_factor=1,
    end_factor=end, total_iters=total). n is at most total + 1.
    """
    # BEGIN SOLUTION
    return [lr0 + (end * lr0 - lr0) * epoch / total for epoch in range(n)]
    # END SOLUTION


def learning_rate_grid(lo, hi, n):
    """4b iii: n learning rates from 10**lo to 10**hi at equal logarithmic steps."""
    # BEGIN SOLUTION
    return np.logspace(lo, hi, n)
    # END SOLUTION


def learning_rate_sweep(data, rates, seed):
    """4b iii, iv: train one fresh MLP with plain SGD for every rate in `rates`.

    data: as for `train`. rates: list of floats in any order. seed: int, used for every rate.
    Use your own MLP (NumPy or PyTorch) with one hidden layer of 32 units, batches of 32 samples
    and 10 epochs; every rate starts from freshly initialised weights.

    Return a dict: rate -> {"loss": list with the loss of every mini-batch,
    "val_accuracy": list with the validation accuracy after each epoch}.
    A run that diverges stays in the dict; its losses may be nan or inf.
    """
    # BEGIN SOLUTION
    sweep = {}
    for rate in rates:
        _, val_accuracies, _, logging = train([32], rate, 32, 10, seed, data)
        sweep[rate] = {"loss": logging["loss"], "val_accuracy": val_accuracies}
    return sweep
    # END SOLUTION


def best_learning_rate(sweep):
    """4b iii: the rate (a key of `sweep`) with the best validation accuracy of any epoch.

    sweep: a dict as learning_rate_sweep returns it; losses may contain nan.
    """
    # BEGIN SOLUTION
    return max(sweep, key=lambda rate: max(sweep[rate]["val_accuracy"]))
    # END SOLUTION
