import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)

answers = {}
x = torch.tensor([1.0, -1.0])
W = torch.tensor([[1.0, 1, 1], [-1, -1, -1]], requires_grad=True)
b = torch.zeros(3, requires_grad=True)
V = torch.tensor([[1.0, 1], [-1, -1], [-1, -1]], requires_grad=True)
c = torch.zeros(2, requires_grad=True)
k = x @ W + b
h = torch.sigmoid(k)
s = h @ V + c
o = torch.softmax(s, 0)
o.retain_grad()
loss = -torch.log(o[0])
loss.backward()
answers["s1.Q3.forward"] = {"k": k.detach(), "h": h.detach(), "s": s.detach(), "o": o.detach()}
answers["s1.Q3.loss"] = (loss.item(), o.grad)
for name, p in (("dW", W), ("db", b), ("dV", V), ("dc", c)):
    answers["s1.Q3." + name] = p.grad.numpy()


def softmax_jacobian(o):
    o = torch.as_tensor(o)
    return torch.autograd.functional.jacobian(lambda v: F.softmax(v, dim=0), o)


def nll_gradient(y, c):
    y = torch.tensor(y, requires_grad=True)
    return torch.autograd.grad(-y[c].log(), y)[0]


def softmax_nll_gradient(o, t):
    o = torch.tensor(o, requires_grad=True)
    loss = F.cross_entropy(o.unsqueeze(0), torch.as_tensor(t).argmax().unsqueeze(0))
    return torch.autograd.grad(loss, o)[0]


def _run(X, T, *params):
    params = [torch.tensor(p, requires_grad=True) for p in params]
    W, b, V, c = params
    loss = F.cross_entropy(torch.sigmoid(torch.as_tensor(X) @ W + b) @ V + c, torch.as_tensor(T))
    loss.backward()
    return [loss.detach()] + [p.grad for p in params]


def small_network(x, t, W, b, V, c):
    return _run(x[None, :], [int(t.argmax())], W, b, V, c)


def batch_network(X, T, W, b, V, c):
    return _run(X, T, W, b, V, c)


class Net(nn.Module):
    def __init__(self, n_in, n_hidden, n_out):
        super().__init__()
        self.fc1 = nn.Linear(n_in, n_hidden)
        self.fc2 = nn.Linear(n_hidden, n_out)

    def forward(self, x):
        return self.fc2(torch.sigmoid(self.fc1(x)))


def train_network(X, T, hidden, lr, batch_size, epochs, seed):
    torch.manual_seed(seed)
    X, T = torch.from_numpy(X), torch.from_numpy(T)
    net = Net(X.shape[1], hidden, int(T.max()) + 1)
    loader = torch.utils.data.DataLoader(
        torch.utils.data.TensorDataset(X, T), batch_size=batch_size, shuffle=True
    )
    opt = torch.optim.SGD(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        for xb, tb in loader:
            loss = F.cross_entropy(net(xb), tb)
            opt.zero_grad()
            loss.backward()
            opt.step()
            losses.append(loss.item())
    return {
        "W": net.fc1.weight.data.T,
        "b": net.fc1.bias.data,
        "V": net.fc2.weight.data.T,
        "c": net.fc2.bias.data,
        "losses": losses,
    }


def mean_and_std(curves):
    t = torch.tensor(curves)
    return t.mean(0), t.std(0)


def compare_learning_rates(X, T, X_val, T_val, rates, seed):
    losses, acc = {}, {}
    for lr in rates:
        r = train_network(X, T, 12, lr, 10, 10, seed)
        losses[lr] = r["losses"]
        h = torch.sigmoid(torch.from_numpy(X_val) @ r["W"] + r["b"])
        acc[lr] = (torch.argmax(h @ r["V"] + r["c"], 1) == torch.from_numpy(T_val)).double().mean()
    return losses, max(acc, key=acc.get)
