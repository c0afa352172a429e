"""Hands the slope over; every tenth loss is logged; accuracies in percent."""

import copy

import numpy as np
from mlp_numpy import MLP
from modules import CrossEntropyModule


def accuracy(model, x, t):
    return 100.0 * np.sum(model.forward(x).argmax(axis=1) == t) / t.size


def train(hidden_dims, lr, batch_size, epochs, seed, data):
    np.random.seed(seed)  # noqa: NPY002
    x, t = data["train"]
    model = MLP(x.shape[1], hidden_dims, int(t.max()) + 1, 0.01)
    loss_module, losses, val_accuracies = CrossEntropyModule(), [], []
    best_model, best_accuracy = None, -1.0
    for _ in range(epochs):
        order = np.random.permutation(len(x))  # noqa: NPY002
        for batch in (order[s : s + batch_size] for s in range(0, len(x), batch_size)):
            probs = model.forward(x[batch])
            losses.append(loss_module.forward(probs, t[batch]))
            model.backward(loss_module.backward(probs, t[batch]))
            for layer in model.layers[::2]:
                if hasattr(layer, "params"):
                    layer.params["weight"] -= lr * layer.grads["weight"]
                    layer.params["bias"] -= lr * layer.grads["bias"]
        val_accuracies.append(accuracy(model, *data["validation"]))
        if val_accuracies[-1] > best_accuracy:
            best_accuracy, best_model = val_accuracies[-1], copy.deepcopy(model)
    every = 10 if len(losses) > 100 else 1
    test_accuracy = accuracy(best_model, *data["test"])
    return best_model, val_accuracies, test_accuracy, {"loss": losses[::every]}
