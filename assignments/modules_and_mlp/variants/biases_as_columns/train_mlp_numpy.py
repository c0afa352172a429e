"""Small functions for a step and an epoch; the gradient of a bias is turned into a column."""

import numpy as np
from mlp_numpy import MLP
from modules import CrossEntropyModule


def accuracy(model, x, t):
    return float(np.mean(model.forward(x).argmax(axis=1) == t))


def step(model, criterion, x, t, lr):
    probabilities = model.forward(x)
    loss = criterion.forward(probabilities, t)
    model.backward(criterion.backward(probabilities, t))
    for layer in (module for module in model.layers if hasattr(module, "params")):
        layer.params["weight"] -= lr * layer.grads["weight"]
        layer.params["bias"] -= lr * layer.grads["bias"].reshape(-1, 1)
    return loss


def train(hidden_dims, lr, batch_size, epochs, seed, data):
    np.random.seed(seed)  # noqa: NPY002
    rng = np.random.default_rng(seed + 1)
    x, t = data["train"]
    model, criterion = MLP(x.shape[1], hidden_dims, np.unique(t).size), CrossEntropyModule()
    losses, val_accuracies = [], []
    for _ in range(epochs):
        batches = np.split(rng.permutation(len(x)), np.arange(batch_size, len(x), batch_size))
        losses.extend(step(model, criterion, x[batch], t[batch], lr) for batch in batches)
        val_accuracies.append(accuracy(model, *data["validation"]))
    return model, val_accuracies, accuracy(model, *data["test"]), {"loss": losses}
