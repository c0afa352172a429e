"""Torch's random numbers and batches; the results in a dict."""

import torch
from mlp_numpy import MLP
from modules import CrossEntropyModule


def accuracy(model, x, t):
    return (model.forward(x).argmax(dim=1) == torch.as_tensor(t)).double().mean().item()


def train(hidden_dims, lr, batch_size, epochs, seed, data):
    torch.manual_seed(seed)
    x, t = (torch.as_tensor(a) for a in data["train"])
    mlp = MLP(x.shape[1], hidden_dims, int(t.max()) + 1)
    criterion = CrossEntropyModule()
    val, losses = [], []
    for _ in range(epochs):
        for batch in torch.randperm(len(x)).split(batch_size):
            out = mlp.forward(x[batch])
            losses.append(criterion.forward(out, t[batch]).item())
            mlp.backward(criterion.backward(out, t[batch]))
            for linear in mlp.linears:
                for name, p in linear.params.items():
                    p.sub_(lr * linear.grads[name])
        val.append(accuracy(mlp, *data["validation"]))
    return {
        "model": mlp,
        "val_accuracies": val,
        "test_accuracy": accuracy(mlp, *data["test"]),
        "logging": {"loss": losses, "epochs": epochs},
    }
