"""A DataLoader, and the step of gradient descent written out."""

import torch
from mlp_pytorch import MLP
from torch.utils.data import DataLoader, TensorDataset


def accuracy(model, x, t):
    with torch.no_grad():
        out = model(torch.tensor(x).float())
    right = 0
    for i in range(len(t)):
        if int(out[i].argmax()) == t[i]:
            right += 1
    return right / len(t)


def train(hidden_dims, lr, batch_size, epochs, seed, data):
    torch.manual_seed(seed)
    x, t = data["train"]
    samples = TensorDataset(torch.tensor(x).float(), torch.tensor(t).long())
    loader = DataLoader(samples, batch_size=batch_size, shuffle=True)
    model = MLP(x.shape[1], hidden_dims, len(set(t.tolist())))
    losses, val_accuracies = [], []
    for _ in range(epochs):
        for xb, tb in loader:
            loss = torch.nn.functional.cross_entropy(model(xb), tb)
            model.zero_grad()
            loss.backward()
            with torch.no_grad():
                for p in model.parameters():
                    p -= lr * p.grad
            losses.append(float(loss))
        val_accuracies.append(accuracy(model, *data["validation"]))
    return model, val_accuracies, accuracy(model, *data["test"]), {"loss": losses}
