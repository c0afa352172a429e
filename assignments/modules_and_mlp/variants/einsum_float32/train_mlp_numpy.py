"""Batches from array_split, accuracy from a confusion matrix, accuracies in an array."""

from copy import deepcopy

import numpy as np
from mlp_numpy import MLP
from modules import CrossEntropyModule


def accuracy(model, x, t, n_classes):
    matrix = np.zeros((n_classes, n_classes), dtype=int)
    np.add.at(matrix, (t, model.forward(x).argmax(1)), 1)
    return np.trace(matrix) / matrix.sum()


def train(hidden_dims, lr, batch_size, epochs, seed, data):
    np.random.seed(seed)  # noqa: NPY002
    x, t = data["train"]
    n_classes = np.unique(t).size
    model, loss_module = MLP(x.shape[1], hidden_dims, n_classes), CrossEntropyModule()
    best, val_accuracies, logging = None, np.zeros(epochs), {"loss": []}
    for epoch in range(epochs):
        order = np.random.permutation(len(x))  # noqa: NPY002
        for batch in np.array_split(order, np.ceil(len(x) / batch_size)):
            probabilities = model.forward(x[batch])
            logging["loss"].append(loss_module.forward(probabilities, t[batch]))
            model.backward(loss_module.backward(probabilities, t[batch]))
            for module in model.linear:
                for name in ("weight", "bias"):
                    module.params[name] -= np.float32(lr) * module.grads[name]
        val_accuracies[epoch] = accuracy(model, *data["validation"], n_classes)
        if best is None or val_accuracies[epoch] >= val_accuracies[:epoch].max(initial=0):
            best = deepcopy(model)
    return best, val_accuracies, accuracy(best, *data["test"], n_classes), logging
