"""Question 3: train the NumPy MLP with mini-batch stochastic gradient descent."""

# BEGIN SOLUTION
import copy

# END SOLUTION
import numpy as np
from mlp_numpy import MLP
from modules import CrossEntropyModule


# BEGIN SOLUTION
def accuracy(model, x, t):
    """The share of samples for which the most probable class is the right one."""
    return float((model.forward(x).argmax(axis=1) == t).mean())


# END SOLUTION
def train(hidden_dims, lr, batch_size, epochs, seed, data):
    """Train an MLP with plain SGD (no momentum) on shuffled mini-batches.

    hidden_dims: list of hidden widths. lr: learning rate. batch_size, epochs: int.
    seed: int; the same seed must give the same run, so seed every generator that you use.
    data: dict with "train", "validation" and "test", each a pair (x, t): x float64 of shape (N, D),
        t int64 labels of shape (N,). Train on "train" only.

    Return a tuple of
        model: the trained MLP,
        val_accuracies: list, the accuracy on "validation" after each epoch (0 to 1),
        test_accuracy: float, the accuracy of the returned model on "test" (0 to 1),
        logging: dict; logging["loss"] is a list with the loss of every mini-batch, in order.
    """
    # BEGIN SOLUTION
    np.random.seed(seed)  # noqa: NPY002
    x, t = data["train"]
    model = MLP(x.shape[1], hidden_dims, int(t.max()) + 1)
    criterion = CrossEntropyModule()
    best_model, val_accuracies, losses = model, [], []
    for _ in range(epochs):
        order = np.random.permutation(len(x))  # noqa: NPY002
        for start in range(0, len(x), batch_size):
            batch = order[start : start + batch_size]
            probabilities = model.forward(x[batch])
            losses.append(float(criterion.forward(probabilities, t[batch])))
            model.backward(criterion.backward(probabilities, t[batch]))
            for layer in model.layers:
                if hasattr(layer, "params"):
                    for name in ("weight", "bias"):
                        layer.params[name] -= lr * layer.grads[name]
        val_accuracies.append(accuracy(model, *data["validation"]))
        if val_accuracies[-1] == max(val_accuracies):
            best_model = copy.deepcopy(model)
    test_accuracy = accuracy(best_model, *data["test"])
    return best_model, val_accuracies, test_accuracy, {"loss": losses}
    # END SOLUTION
