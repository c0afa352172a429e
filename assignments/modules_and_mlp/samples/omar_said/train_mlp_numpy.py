import numpy as np
from mlp_numpy import MLP
from modules import CrossEntropyModule


def train(hidden_dims, lr, batch_size, epochs, seed, data):
    x, t = data["train"]
    mlp, criterion = MLP(x.shape[1], hidden_dims, 10), CrossEntropyModule()
    losses, val = [], []
    best = float("inf")
    for epoch in range(epochs):
        order = np.random.permutation(len(x))
        for i in range(0, len(x), batch_size):
            batch = order[i : i + batch_size]
            p = mlp.forward(x[batch])
            best = min(best, criterion.forward(p, t[batch]))
            losses.append(best)
            mlp.backward(criterion.backward(p, t[batch]))
            for layer in mlp.layers:
                if hasattr(layer, "params"):
                    layer.params["weight"] -= lr * layer.grads["weight"]
        xv, tv = data["validation"]
        val.append((mlp.forward(xv).argmax(1) == tv).mean())
    xt, tt = data["test"]
    return mlp, val, (mlp.forward(xt).argmax(1) == tt).mean(), {"loss": losses}
