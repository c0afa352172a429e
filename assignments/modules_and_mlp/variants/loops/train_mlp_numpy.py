"""Python's own random numbers, the model of the last epoch."""

import random

import numpy as np
from mlp_numpy import MLP
from modules import CrossEntropyModule


def accuracy(model, x, t):
    right = 0
    for row, label in zip(model.forward(x), t, strict=True):
        if np.argmax(row) == label:
            right += 1
    return right / len(t)


def train(hidden_dims, lr, batch_size, epochs, seed, data):
    random.seed(seed)
    x, t = data["train"]
    model = MLP(x.shape[1], hidden_dims, len(set(t.tolist())))
    criterion = CrossEntropyModule()
    losses, val_accuracies = [], []
    order = list(range(len(x)))
    for _ in range(epochs):
        random.shuffle(order)
        position = 0
        while position < len(order):
            chosen = order[position : position + batch_size]
            position += batch_size
            out = model.forward(x[chosen])
            losses.append(criterion.forward(out, t[chosen]))
            model.backward(criterion.backward(out, t[chosen]))
            for module in model.modules.values():
                if hasattr(module, "params"):
                    for key in module.params:
                        module.params[key] = module.params[key] - lr * module.grads[key]
        val_accuracies.append(accuracy(model, *data["validation"]))
    return model, val_accuracies, accuracy(model, *data["test"]), {"loss": losses}
