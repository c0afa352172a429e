import numpy as np
import torch
import torch.nn as nn

print("numpy", np.__version__, "torch", torch.__version__)
np.set_printoptions(threshold=10000)


# ---- question 1

def quadratic_form_gradient(x, B):
    print("x =", x)
    print("B =", B)
    result = (B + B.T).dot(x)
    print("result =", result)
    return result


def trace_product_gradient(V, X, W):
    print("shapes:", V.shape, X.shape, W.shape)
    return np.dot(V.T, W.T)


def norm_gradient(w):
    print(">>> norm_gradient", w)
    return w / np.sqrt(np.sum(w**2))


def trace_gradient(S):
    print(">>> trace_gradient", S)
    return np.eye(S.shape[0], S.shape[1])


def relu_second_moment(sigma):
    print("sigma", sigma)
    return sigma**2 / 2


# ---- question 2

class Loud:
    def say(self, *args):
        print("[" + type(self).__name__ + "]", *args)


class LinearModule(Loud):
    def __init__(self, in_features, out_features, input_layer=False):
        self.params = {
            "weight": np.random.normal(0, np.sqrt(2 / in_features), (out_features, in_features)),
            "bias": np.zeros(out_features),
        }
        self.grads = {"weight": None, "bias": None}
        self.say("weights", self.params["weight"].shape, "bias", self.params["bias"].shape)

    def forward(self, x):
        self.say("forward", x.shape, x[:1])
        self.x = x
        return np.matmul(x, np.transpose(self.params["weight"])) + self.params["bias"]

    def backward(self, dout):
        self.say("backward", dout.shape)
        self.grads["weight"] = np.matmul(np.transpose(dout), self.x)
        self.grads["bias"] = np.sum(dout, axis=0)
        self.say("gradient of the bias", self.grads["bias"])
        return np.matmul(dout, self.params["weight"])


class TanhModule(Loud):
    def forward(self, x):
        self.say("forward", x.shape)
        self.y = np.tanh(x)
        return self.y

    def backward(self, dout):
        self.say("backward", dout.shape)
        return dout * (1 - self.y * self.y)


class ReLUModule(Loud):
    def forward(self, x):
        self.say("forward", x.shape, "active:", (x > 0).mean())
        self.x = x
        return np.maximum(0, x)

    def backward(self, dout):
        self.say("backward", dout.shape)
        return dout * np.heaviside(self.x, 0)


class SoftMaxModule(Loud):
    def forward(self, x):
        self.say("forward", x.shape)
        e = np.exp(x - np.max(x, axis=1, keepdims=True))
        self.y = e / np.sum(e, axis=1, keepdims=True)
        self.say("rows sum to", self.y.sum(axis=1))
        return self.y

    def backward(self, dout):
        self.say("backward", dout.shape)
        return self.y * (dout - np.sum(dout * self.y, axis=1, keepdims=True))


class CrossEntropyModule(Loud):
    def forward(self, x, y):
        loss = np.mean(-np.log(x[range(len(y)), y] + 1e-20))
        self.say("loss", loss)
        return loss

    def backward(self, x, y):
        dx = np.zeros(x.shape)
        dx[range(len(y)), y] = -1 / (x[range(len(y)), y] + 1e-20)
        return dx / len(y)


# ---- question 3

class NumpyMLP(Loud):
    def __init__(self, n_inputs, n_hidden, n_classes):
        sizes = [n_inputs] + list(n_hidden) + [n_classes]
        self.say("sizes", sizes)
        self.linears = [LinearModule(a, b) for a, b in zip(sizes[:-1], sizes[1:])]
        self.activations = [ReLUModule() for _ in n_hidden] + [SoftMaxModule()]

    def forward(self, x):
        for linear, activation in zip(self.linears, self.activations):
            x = activation.forward(linear.forward(x))
        return x

    def backward(self, dout):
        for i in range(len(self.linears) - 1, -1, -1):
            dout = self.linears[i].backward(self.activations[i].backward(dout))
        return dout


def train_numpy(hidden_dims, lr, batch_size, epochs, seed, data):
    np.random.seed(seed)
    x, t = data["train"]
    model = NumpyMLP(x.shape[1], hidden_dims, np.max(t) + 1)
    criterion = CrossEntropyModule()
    losses, accuracies = [], []
    for epoch in range(epochs):
        permutation = np.random.permutation(len(x))
        for i in range(0, len(x), batch_size):
            batch = permutation[i : i + batch_size]
            probabilities = model.forward(x[batch])
            losses.append(criterion.forward(probabilities, t[batch]))
            model.backward(criterion.backward(probabilities, t[batch]))
            for linear in model.linears:
                linear.params["weight"] -= lr * linear.grads["weight"]
                linear.params["bias"] -= lr * linear.grads["bias"]
            print(f"epoch {epoch} step {i // batch_size} loss {losses[-1]:.6f}")
        xv, tv = data["validation"]
        accuracies.append(np.mean(np.argmax(model.forward(xv), axis=1) == tv))
        print(f"===== epoch {epoch}: validation accuracy {accuracies[-1]:.4f} =====")
    xt, tt = data["test"]
    test_accuracy = np.mean(np.argmax(model.forward(xt), axis=1) == tt)
    print("TEST ACCURACY", test_accuracy)
    return model, accuracies, test_accuracy, {"loss": losses}


# ---- question 4

class TorchMLP(nn.Module):
    def __init__(self, n_inputs, n_hidden, n_classes):
        super().__init__()
        sizes = [n_inputs] + list(n_hidden) + [n_classes]
        self.linears = nn.ModuleList([nn.Linear(a, b) for a, b in zip(sizes[:-1], sizes[1:])])
        print(self)

    def forward(self, x):
        for linear in self.linears[:-1]:
            x = torch.relu(linear(x))
        return self.linears[-1](x)


def train_torch(hidden_dims, lr, batch_size, epochs, seed, data):
    torch.manual_seed(seed)
    tensors = {k: (torch.Tensor(x), torch.LongTensor(t)) for k, (x, t) in data.items()}
    x, t = tensors["train"]
    model = TorchMLP(x.shape[1], hidden_dims, int(t.max()) + 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    criterion = nn.CrossEntropyLoss()
    losses, accuracies = [], []

    def accuracy(name):
        with torch.no_grad():
            return (model(tensors[name][0]).argmax(1) == tensors[name][1]).float().mean().item()

    for epoch in range(epochs):
        permutation = torch.randperm(len(x))
        for i in range(0, len(x), batch_size):
            batch = permutation[i : i + batch_size]
            optimizer.zero_grad()
            loss = criterion(model(x[batch]), t[batch])
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            print(f"epoch {epoch} step {i // batch_size} loss {losses[-1]:.6f}")
        accuracies.append(accuracy("validation"))
        print(f"===== epoch {epoch}: validation accuracy {accuracies[-1]:.4f} =====")
    return model, accuracies, accuracy("test"), {"loss": losses}


def linear_schedule(lr0, n, end, total):
    rates = [lr0 * (1 - (1 - end) * k / total) for k in range(n)]
    print(rates)
    return rates


def learning_rate_grid(lo, hi, n):
    grid = np.logspace(lo, hi, n)
    print(grid)
    return grid


def learning_rate_sweep(data, rates, seed):
    sweep = {}
    for rate in rates:
        print("#" * 30, rate, "#" * 30)
        _, accuracies, _, logging = train_torch([32], rate, 32, 10, seed, data)
        sweep[rate] = {"loss": logging["loss"], "val_accuracy": accuracies}
    return sweep


def best_learning_rate(sweep):
    best = {rate: max(curves["val_accuracy"]) for rate, curves in sweep.items()}
    print(best)
    return max(best, key=best.get)
