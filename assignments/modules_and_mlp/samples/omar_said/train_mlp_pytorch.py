import torch
from mlp_pytorch import MLP
from torch import nn


def train(hidden_dims, lr, batch_size, epochs, seed, data):
    torch.manual_seed(seed)
    x, t = torch.tensor(data["train"][0]).float(), torch.tensor(data["train"][1])
    mlp = MLP(x.shape[1], hidden_dims, 10)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(mlp.parameters(), lr=lr)
    losses, val = [], []

    def accuracy(name):
        with torch.no_grad():
            out = mlp(torch.tensor(data[name][0]).float())
        return (out.argmax(1).numpy() == data[name][1]).mean()

    optimizer.zero_grad()
    for epoch in range(epochs):
        total = 0.0
        for batch in torch.randperm(len(x)).split(batch_size):
            loss = criterion(mlp(x[batch]), t[batch])
            loss.backward()
            optimizer.step()
            total += loss.item()
        losses.append(total)
        val.append(accuracy("validation"))
    return mlp, val, accuracy("validation"), {"loss": losses}
