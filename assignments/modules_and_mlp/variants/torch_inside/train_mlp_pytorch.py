"""log_softmax and nll_loss; gradients are cleared after the step."""

import torch
from mlp_pytorch import MLP
from torch.nn import functional as F


def train(hidden_dims, lr, batch_size, epochs, seed, data):
    torch.manual_seed(seed)
    x, t = (torch.as_tensor(a) for a in data["train"])
    mlp = MLP(x.shape[1], hidden_dims, int(t.max()) + 1)
    optimizer = torch.optim.SGD(mlp.parameters(), lr=lr)

    def measure(name):
        xs, ts = (torch.as_tensor(a) for a in data[name])
        with torch.no_grad():
            return (mlp(xs).argmax(1) == ts).double().mean().item()

    val, losses = [], []
    for _ in range(epochs):
        for batch in torch.randperm(len(x)).split(batch_size):
            loss = F.nll_loss(F.log_softmax(mlp(x[batch]), dim=1), t[batch])
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            losses.append(loss.item())
        val.append(measure("validation"))
    return mlp, val, measure("test"), {"loss": losses}
