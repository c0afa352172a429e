"""One loss per epoch, the mean of its batches."""

import numpy as np
from mlp_numpy import MLP
from modules import CrossEntropyModule


class Trainer:
    def __init__(self, model, lr):
        self.model, self.lr, self.criterion = model, lr, CrossEntropyModule()

    def step(self, x, t):
        out = self.model.forward(x)
        self.model.backward(self.criterion.backward(out, t))
        for module in self.model.layers:
            for name, gradient in getattr(module, "grads", {}).items():
                module.params[name] = np.subtract(module.params[name], self.lr * gradient)
        return self.criterion.forward(out, t)

    def accuracy(self, x, t):
        return 1 - np.count_nonzero(self.model.forward(x).argmax(axis=1) - t) / len(t)


def train(hidden_dims, lr, batch_size, epochs, seed, data):
    np.random.seed(seed)  # noqa: NPY002
    x, t = data["train"]
    trainer = Trainer(MLP(x.shape[1], hidden_dims, len(np.bincount(t))), lr)
    logging, val_accuracies = {"loss": []}, [trainer.accuracy(*data["validation"])]
    for _ in range(epochs):
        order = np.random.permutation(len(x))  # noqa: NPY002
        batches = [order[s : s + batch_size] for s in range(0, len(x), batch_size)]
        logging["loss"].append(np.mean([trainer.step(x[b], t[b]) for b in batches]))
        val_accuracies.append(trainer.accuracy(*data["validation"]))
    return trainer.model, tuple(val_accuracies), trainer.accuracy(*data["test"]), logging
