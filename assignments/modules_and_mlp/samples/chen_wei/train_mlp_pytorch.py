import torch
from mlp_pytorch import MLP
from torch.utils.data import DataLoader, TensorDataset


def evaluate(model, x, t):
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
    loader = DataLoader(
        TensorDataset(torch.tensor(x).float(), torch.tensor(t).long()),
        batch_size=batch_size,
        shuffle=True,
    )
    model = MLP(x.shape[1], hidden_dims, len(set(t.tolist())))
    losses = []
    val_accuracies = []
    for epoch in range(epochs):
        for xb, tb in loader:
            loss = torch.nn.functional.cross_entropy(model(xb), tb)
            model.zero_grad()
            loss.backward()
            with torch.no_grad():
                for p in model.parameters():
                    p -= lr * p.grad
            losses.append(float(loss))
        val_accuracies.append(evaluate(model, *data["validation"]))
    return model, val_accuracies, evaluate(model, *data["test"]), {"loss": losses}
