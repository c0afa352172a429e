import numpy as np
from mlp_numpy import MLP
from modules import CrossEntropyModule


def train(hidden_dims, lr, batch_size, epochs, seed, data):
    np.random.seed(seed)
    x, t = data["train"]
    mlp = MLP(x.shape[1], hidden_dims, 10)
    loss = CrossEntropyModule()
    losses, val = [], []
    for epoch in range(epochs):
        for i in range(0, len(x), batch_size):
            xb, tb = x[i : i + batch_size], t[i : i + batch_size]
            p = mlp.forward(xb)
            onehot = np.eye(10)[tb]
            losses.append(loss.forward(p, tb))
            mlp.backward(-onehot / p / len(xb))
            for layer in mlp.layers:
                if hasattr(layer, "params"):
                    layer.params["weight"] -= lr * layer.grads["weight"]
                    layer.params["bias"] -= lr * layer.grads["bias"]
        xv, tv = data["validation"]
        val.append((mlp.forward(xv).argmax(1) == tv).mean())
    # best epoch
    return mlp, val, max(val), {"loss": losses}
