"""Training the NumPy MLP with plain minibatch SGD: items s4.3.acc and s4.3.curve.

Imports NumPy and the reference's own files only.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence

import numpy as np

from reference.accuracy import accuracy
from reference.cross_entropy import CrossEntropyModule
from reference.minibatches import minibatches
from reference.mlp_numpy import MLP

__all__ = ["sgd_step", "train"]


def sgd_step(model: MLP, lr: float) -> None:
    """p <- p - lr dL/dp for every weight and every bias, in place.

    Args:
        model: after a backward pass.
        lr: the learning rate.

    Source: H. Robbins, S. Monro, A Stochastic Approximation Method (1951).

    >>> model = MLP(2, [], 2, rng=np.random.default_rng(0))
    >>> _ = model.forward(np.ones((1, 2)))
    >>> _ = model.backward(np.array([[1.0, 0.0]]))
    >>> before, gradient = model.layers[0].params["bias"].copy(), model.layers[0].grads["bias"]
    >>> sgd_step(model, lr=0.5)
    >>> np.array_equal(model.layers[0].params["bias"], before - 0.5 * gradient)
    True
    """
    for layer in model.linear_layers():
        for name in layer.params:
            layer.params[name] -= lr * layer.grads[name]


def train(
    hidden_dims: Sequence[int],
    lr: float,
    batch_size: int,
    epochs: int,
    seed: int,
    data: Mapping[str, tuple[np.ndarray, np.ndarray]],
) -> tuple[MLP, list[float], float, dict[str, list[float]]]:
    """Trains an MLP and keeps the parameters of the epoch with the best validation accuracy.

    One generator, made from `seed`, draws the weights and then the order of the samples, so that
    the same seed gives the same run.

    Args:
        hidden_dims: sizes of the hidden layers; may be empty.
        lr: the learning rate of every step.
        batch_size: samples a step; the last batch of an epoch may be smaller.
        epochs: passes over the training set, at least 1.
        seed: of weights and order.
        data: "train", "validation" and "test", each (x (N, D) float64, t (N,) int64). All classes
            must occur in the training set: their number is max(t) + 1.

    Returns:
        model: of the best epoch, the earliest one if several are equally good.
        val_accuracies: one a epoch.
        test_accuracy: of `model`.
        logging: {"loss": the mean loss of each batch, before the step that used it}.

    Source: sheet question 3; the interface is that of the UvA deep learning course.

    >>> x, t = np.eye(4), np.arange(4)
    >>> data = {"train": (x, t), "validation": (x, t), "test": (x, t)}
    >>> model, val, test, logging = train([8], 0.5, 2, 30, 0, data)
    >>> len(val), test, len(logging["loss"]), logging["loss"][-1] < logging["loss"][0]
    (30, 1.0, 60, True)
    """
    rng = np.random.default_rng(seed)
    x, t = data["train"]
    model = MLP(x.shape[1], hidden_dims, int(t.max()) + 1, rng=rng)
    loss_module = CrossEntropyModule()

    best, val_accuracies, losses = model, [], []
    for _ in range(epochs):
        for batch in minibatches(len(x), batch_size, rng):
            probabilities = model.forward(x[batch])
            losses.append(loss_module.forward(probabilities, t[batch]))
            model.backward(loss_module.backward(probabilities, t[batch]))
            sgd_step(model, lr)
        val_accuracies.append(accuracy(model.forward(data["validation"][0]), data["validation"][1]))
        if val_accuracies[-1] > max(val_accuracies[:-1], default=-1.0):
            best = copy.deepcopy(model)

    test_accuracy = accuracy(best.forward(data["test"][0]), data["test"][1])
    best.clear_cache()
    return best, val_accuracies, test_accuracy, {"loss": losses}
