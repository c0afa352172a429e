import torch
from mlp_pytorch import MLP
from torch import nn


def train(hidden_dims, lr, batch_size, epochs, seed, data):
    torch.manual_seed(seed)
    x, t = torch.tensor(data["train"][0]).float(), torch.tensor(data["train"][1])
    mlp = MLP(x.shape[1], hidden_dims, int(t.max()) + 1)
    optimizer = torch.optim.SGD(mlp.parameters(), lr)
    losses, val = [], []

    def percent(name):
        with torch.no_grad():
            right = mlp(torch.tensor(data[name][0]).float()).argmax(1).numpy() == data[name][1]
        return 100 * right.mean()

    for _ in range(epochs):
        for batch in torch.randperm(len(x)).split(batch_size):
            loss = nn.functional.cross_entropy(mlp(x[batch]), t[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        val.append(percent("validation"))
    return mlp, val, percent("test"), {"loss": losses}
