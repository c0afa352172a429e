"""One-hot labels; every parameter is a new array after each step."""

import numpy as np
from mlp_numpy import MLP
from modules import CrossEntropyModule


def accuracy(predictions, targets):
    return np.mean(np.argmax(predictions, axis=1) == np.argmax(targets, axis=1))


def train(hidden_dims, lr, batch_size, epochs, seed, data):
    np.random.seed(seed)  # noqa: NPY002
    n_classes = max(np.max(t) for _, t in data.values()) + 1
    sets = {name: (x, np.eye(n_classes)[t]) for name, (x, t) in data.items()}
    x_train, y_train = sets["train"]
    net, criterion = MLP(x_train.shape[1], hidden_dims, n_classes), CrossEntropyModule()
    losses, val_accuracies = [], []
    for _ in range(epochs):
        order = np.random.permutation(len(x_train))  # noqa: NPY002
        for b in range(int(np.ceil(len(x_train) / batch_size))):
            index = order[b * batch_size : (b + 1) * batch_size]
            x, y = x_train[index], y_train[index]
            out = net.forward(x)
            losses.append(criterion.forward(out, y))
            net.backward(criterion.backward(out, y))
            for layer in [*net.hidden_layers, net.output_layer]:
                layer.params["weight"] = layer.params["weight"] - lr * layer.grads["weight"]
                layer.params["bias"] = layer.params["bias"] - lr * layer.grads["bias"]
        x_val, y_val = sets["validation"]
        val_accuracies.append(accuracy(net.forward(x_val), y_val))
    x_test, y_test = sets["test"]
    return net, val_accuracies, accuracy(net.forward(x_test), y_test), {"loss": losses}
