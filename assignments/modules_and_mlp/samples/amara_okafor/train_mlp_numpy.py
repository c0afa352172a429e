import copy

import numpy as np
from mlp_numpy import MLP
from modules import CrossEntropyModule, LinearModule


def accuracy(model, x, t):
    return float((model.forward(x).argmax(axis=1) == t).mean())


def train(hidden_dims, lr, batch_size, epochs, seed, data):
    np.random.seed(seed)
    x, t = data["train"]
    x_val, t_val = data["validation"]
    x_test, t_test = data["test"]

    model = MLP(x.shape[1], hidden_dims, int(t.max()) + 1)
    loss_module = CrossEntropyModule()
    val_accuracies = []
    logging = {"loss": []}
    best_model, best_accuracy = model, -1.0

    for epoch in range(epochs):
        order = np.random.permutation(len(x))
        for start in range(0, len(x), batch_size):
            batch = order[start : start + batch_size]
            probs = model.forward(x[batch])
            logging["loss"].append(float(loss_module.forward(probs, t[batch])))
            model.backward(loss_module.backward(probs, t[batch]))
            for layer in model.layers:
                if isinstance(layer, LinearModule):
                    layer.params["weight"] -= lr * layer.grads["weight"]
                    layer.params["bias"] -= lr * layer.grads["bias"]
        val_accuracies.append(accuracy(model, x_val, t_val))
        if val_accuracies[-1] > best_accuracy:
            best_accuracy = val_accuracies[-1]
            best_model = copy.deepcopy(model)

    test_accuracy = accuracy(best_model, x_test, t_test)
    return best_model, val_accuracies, test_accuracy, logging
