import random

import numpy as np
from mlp_numpy import MLP
from modules import CrossEntropyModule


def get_accuracy(model, x, t):
    right = 0
    out = model.forward(x)
    for i in range(len(t)):
        if np.argmax(out[i]) == t[i]:
            right += 1
    return right / len(t)


def train(hidden_dims, lr, batch_size, epochs, seed, data):
    random.seed(seed)
    x_train, t_train = data["train"]
    n_classes = len(set(t_train.tolist()))
    model = MLP(x_train.shape[1], hidden_dims, n_classes)
    criterion = CrossEntropyModule()
    losses = []
    val_accuracies = []
    indices = list(range(len(x_train)))
    for epoch in range(epochs):
        random.shuffle(indices)
        position = 0
        while position < len(indices):
            chosen = indices[position : position + batch_size]
            position += batch_size
            x = x_train[chosen]
            t = t_train[chosen]
            out = model.forward(x)
            losses.append(criterion.forward(out, t))
            model.backward(criterion.backward(out, t))
            for module in model.modules.values():
                if hasattr(module, "params"):
                    for key in module.params:
                        module.params[key] = module.params[key] - lr * module.grads[key]
        val_accuracies.append(get_accuracy(model, *data["validation"]))
    return model, val_accuracies, get_accuracy(model, *data["test"]), {"loss": losses}
