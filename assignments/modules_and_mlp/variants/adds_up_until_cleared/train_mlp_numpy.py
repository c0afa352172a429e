"""Clears the gradients before every step."""

import numpy as np
from mlp_numpy import MLP
from modules import CrossEntropyModule


def train(hidden_dims, lr, batch_size, epochs, seed, data):
    np.random.seed(seed)  # noqa: NPY002
    x, t = data["train"]
    model, criterion = MLP(x.shape[1], hidden_dims, int(t.max()) + 1), CrossEntropyModule()
    losses, val_accuracies = [], []
    for _ in range(epochs):
        order = np.random.permutation(len(x))  # noqa: NPY002
        for start in range(0, len(x), batch_size):
            batch = order[start : start + batch_size]
            model.clear_cache()
            out = model.forward(x[batch])
            losses.append(criterion.forward(out, t[batch]))
            model.backward(criterion.backward(out, t[batch]))
            for layer in model.layers[::2]:
                for name, p in getattr(layer, "params", {}).items():
                    p -= lr * layer.grads[name]
        val_accuracies.append(accuracy(model, *data["validation"]))
    return model, val_accuracies, accuracy(model, *data["test"]), {"loss": losses}


def accuracy(model, x, t):
    return np.equal(np.argmax(model.forward(x), axis=1), t).mean()
