"""Right solutions of `modules_and_mlp` in other styles: patches of the plain one that change no result.

Seen in real submissions. Each must earn everything; the samples of the homework add whole programs
in further styles (loops, float32, torch inside, a notebook, gradients that add up).
"""

from __future__ import annotations

from modules_and_mlp_wrong import Patches

_INIT = "np.random.randn(out_features, in_features) * scale"
_FORWARD = 'return x @ self.params["weight"].T + self.params["bias"]'
_DW = 'self.grads["weight"] = dout.T @ self.x'
_DB = 'self.grads["bias"] = dout.sum(axis=0)'
_DX = 'return dout @ self.params["weight"]'
_UPDATE_WEIGHT = 'layer.params["weight"] -= lr * layer.grads["weight"]'
_RELU_CLASS = "class ReLUModule:"
_LOSS = "rows = np.arange(len(y))\n        return -np.log(x[rows, y] + 1e-30).mean()"
_LOSS_BACK = (
    "dx = np.zeros_like(x)\n        rows = np.arange(len(y))\n"
    "        dx[rows, y] = -1.0 / (x[rows, y] + 1e-30) / len(y)\n        return dx"
)
_RETURN = "return best_model, val_accuracies, test_accuracy, logging"
_LOG = 'logging["loss"].append(float(loss_module.forward(probs, t[batch])))'
_TORCH_LOG = 'logging["loss"].append(loss.item())'
_SEQUENTIAL = "self.layers = nn.Sequential(*layers)"

_ELU = """class ELUModule:
    def __init__(self, alpha):
        self.alpha = alpha

    def forward(self, x):
        self.x = x
        return np.where(x > 0, x, self.alpha * (np.exp(np.minimum(x, 0)) - 1))

    def backward(self, dout):
        return dout * np.where(self.x > 0, 1, self.alpha * np.exp(np.minimum(self.x, 0)))


"""
_LEAKY = """class LeakyReLUModule:
    def __init__(self, neg_slope):
        self.neg_slope = neg_slope

    def forward(self, x):
        self.slopes = np.where(x > 0, 1, self.neg_slope)
        return x * self.slopes

    def backward(self, dout):
        return dout * self.slopes


"""
_NAMED_LAYERS = """    def __init__(self, n_inputs, n_hidden, n_classes):
        self.depth = len(n_hidden)
        sizes = [n_inputs] + list(n_hidden) + [n_classes]
        for i in range(self.depth + 1):
            setattr(self, f"fc{i}", LinearModule(sizes[i], sizes[i + 1]))
            setattr(self, f"act{i}", ReLUModule() if i < self.depth else SoftMaxModule())

    @property
    def layers(self):
        names = [f"{kind}{i}" for i in range(self.depth + 1) for kind in ("fc", "act")]
        return [getattr(self, name) for name in names]

    def forward("""
_SLOTS = """    __slots__ = ("_layers",)

    def __init__(self, n_inputs, n_hidden, n_classes, *, activation=ReLUModule):
        sizes = (n_inputs, *n_hidden, n_classes)
        layers = []
        for i, (a, b) in enumerate(zip(sizes[:-1], sizes[1:])):
            layers += [LinearModule(a, b, input_layer=i == 0), activation()]
        self._layers = tuple(layers[:-1]) + (SoftMaxModule(),)

    @property
    def layers(self):
        return self._layers

    def forward("""
_MLP_INIT = """    def __init__(self, n_inputs, n_hidden, n_classes):
        self.layers = []
        sizes = [n_inputs] + list(n_hidden)
        for i in range(len(n_hidden)):
            self.layers.append(LinearModule(sizes[i], sizes[i + 1], input_layer=(i == 0)))
            self.layers.append(ReLUModule())
        self.layers.append(LinearModule(sizes[-1], n_classes, input_layer=not n_hidden))
        self.layers.append(SoftMaxModule())

    def forward("""
_ONE_HOT = """        y = one_hot(y, x.shape[1])
"""
_ONE_HOT_DEF = """def one_hot(t, classes):
    if np.ndim(t) == 2:
        return t
    return np.eye(classes)[t]


class CrossEntropyModule:"""

RIGHT: dict[str, Patches] = {
    "as it is": {},
    "ReLU clears the upstream gradient in place": {
        "modules.py": (("return dout * self.mask", "dout[~self.mask] = 0\n        return dout"),)
    },
    "weights (in, out), biases as rows": {
        "modules.py": (
            (_INIT, "np.random.randn(in_features, out_features) * scale"),
            ('"bias": np.zeros(out_features),\n        }\n        self', '"bias": np.zeros((1, out_features)),\n        }\n        self'),
            (_FORWARD, 'return x.dot(self.params["weight"]) + self.params["bias"]'),
            (_DW, 'self.grads["weight"] = self.x.T.dot(dout)'),
            (_DB, 'self.grads["bias"] = dout.sum(axis=0, keepdims=True)'),
            (_DX, 'return dout.dot(self.params["weight"].T)'),
        )
    },
    "biases as columns, gradients of another shape": {
        "modules.py": (
            ('"bias": np.zeros(out_features),\n        }\n        self', '"bias": np.zeros((out_features, 1)),\n        }\n        self'),
            (_FORWARD, 'return (self.params["weight"] @ x.T + self.params["bias"]).T'),
        ),
        "train_mlp_numpy.py": (
            ('layer.params["bias"] -= lr * layer.grads["bias"]', 'layer.params["bias"] -= lr * layer.grads["bias"].reshape(-1, 1)'),
        ),
    },
    "gradients None or absent before the first backward": {
        "modules.py": (
            ('self.grads = {\n            "weight": np.zeros((out_features, in_features)),\n            "bias": np.zeros(out_features),\n        }\n', "self.grads = {}\n"),
        )
    },
    "lists come back": {
        "modules.py": (
            (_FORWARD, 'return (x @ self.params["weight"].T + self.params["bias"]).tolist()'),
            (_DX, 'return (dout @ self.params["weight"]).tolist()'),
            ("self.x = x\n", "x = np.array(x)\n        self.x = x\n"),
            (_DW, 'dout = np.array(dout)\n        self.grads["weight"] = (dout.T @ self.x).tolist()'),
            ("self.mask = x > 0", "x = np.array(x)\n        self.mask = x > 0"),
            ("shifted = x -", "x = np.array(x)\n        shifted = x -"),
        ),
        "train_mlp_numpy.py": (
            (_UPDATE_WEIGHT, 'layer.params["weight"] -= lr * np.array(layer.grads["weight"])'),
        ),
        "calculus.py": (("return np.eye(S.shape[0])", "return np.eye(S.shape[0]).tolist()"),),
    },
    "slope 1/2 at zero, in a mask of floats": {
        "modules.py": (("self.mask = x > 0", "self.mask = np.heaviside(x, 0.5)"),)
    },
    "one-hot labels inside, either kind accepted": {
        "modules.py": (
            ("class CrossEntropyModule:", _ONE_HOT_DEF),
            (_LOSS, "y = one_hot(y, x.shape[1])\n        return np.array([[-np.sum(y * np.log(x + 1e-30)) / len(x)]])"),
            (_LOSS_BACK, "y = one_hot(y, x.shape[1])\n        return -y / (x + 1e-30) / len(x)"),
        ),
        "train_mlp_numpy.py": (("float(loss_module.forward(probs, t[batch]))", "loss_module.forward(probs, t[batch]).item()"),),
    },
    "loss clipped at 1e-7": {
        "modules.py": (
            (_LOSS, "return -np.log(np.clip(x[np.arange(len(y)), y], 1e-7, 1 - 1e-7)).mean()"),
        )
    },
    "layers as numbered attributes": {"mlp_numpy.py": ((_MLP_INIT, _NAMED_LAYERS),)},
    "layers in a tuple in a slot": {"mlp_numpy.py": ((_MLP_INIT, _SLOTS),)},
    "ELU with a required argument, in the MLP too": {
        "modules.py": ((_RELU_CLASS, _ELU + _RELU_CLASS),),
        "mlp_numpy.py": (
            ("from modules import LinearModule, ReLUModule", "from modules import ELUModule, LinearModule"),
            ("self.layers.append(ReLUModule())", "self.layers.append(ELUModule(0.7))"),
        ),
    },
    "LeakyReLU with a slope of the constructor, in the MLP too": {
        "modules.py": ((_RELU_CLASS, _LEAKY + _RELU_CLASS),),
        "mlp_numpy.py": (
            ("from modules import LinearModule, ReLUModule", "from modules import LeakyReLUModule, LinearModule"),
            ("n_inputs, n_hidden, n_classes):", "n_inputs, n_hidden, n_classes, neg_slope):"),
            ("self.layers.append(ReLUModule())", "self.layers.append(LeakyReLUModule(neg_slope))"),
        ),
        "train_mlp_numpy.py": (("int(t.max()) + 1)", "int(t.max()) + 1, 0.01)"),),
    },
    "tanh in both MLPs": {
        "mlp_numpy.py": (
            ("from modules import LinearModule, ReLUModule, SoftMaxModule", "from modules import LinearModule, SoftMaxModule, TanhModule"),
            ("self.layers.append(ReLUModule())", "self.layers.append(TanhModule())"),
        ),
        "mlp_pytorch.py": (("nn.ReLU()", "nn.Tanh()"),),
    },
    "small normal weights": {
        "modules.py": ((_INIT, "np.random.normal(0, 1e-4, (out_features, in_features))"),)
    },
    "logarithms of probabilities from PyTorch": {
        "mlp_pytorch.py": ((_SEQUENTIAL, "self.layers = nn.Sequential(*layers, nn.LogSoftmax(dim=1))"),),
        "train_mlp_pytorch.py": (("criterion = nn.CrossEntropyLoss()", "criterion = nn.NLLLoss()"),),
    },
    "float64 and an argument of its own in PyTorch": {
        "mlp_pytorch.py": (
            ("n_inputs, n_hidden, n_classes):", "n_inputs, n_hidden, n_classes, use_batch_norm=False):"),
            (_SEQUENTIAL, _SEQUENTIAL + ".double()"),
            ("return self.layers(x)", "return self.layers(x.double())"),
        )
    },
    "weights of PyTorch initialised by hand": {
        "mlp_pytorch.py": (
            ("nn.Linear(previous, width)", "nn.Linear(int(previous), int(width))"),
            (_SEQUENTIAL, _SEQUENTIAL + "\n        for p in self.parameters():\n            if p.dim() > 1:\n                nn.init.xavier_uniform_(p)\n            else:\n                nn.init.normal_(p, std=0.01)"),
        )
    },
    "results in a dict, percent, the last model": {
        "train_mlp_numpy.py": (
            (_RETURN, 'return {"model": model, "val_accuracies": [100 * v for v in val_accuracies], "test_accuracy": 100 * accuracy(model, x_test, t_test), "logging": logging}'),
        ),
        "train_mlp_pytorch.py": (
            (_RETURN, "return [model, np.array(val_accuracies), torch.tensor(accuracy(model, *tensors['test'])), logging]"),
        ),
    },
    "one loss per epoch, the mean": {
        "train_mlp_numpy.py": (
            (_RETURN, 'losses = np.array(logging["loss"]).reshape(epochs, -1).mean(axis=1)\n    return best_model, val_accuracies, test_accuracy, {"loss": losses}'),
        ),
        "train_mlp_pytorch.py": (
            (_RETURN, 'losses = np.array(logging["loss"]).reshape(epochs, -1).mean(axis=1)\n    return best_model, val_accuracies, test_accuracy, {"loss": losses}'),
        ),
    },
    "every tenth loss, or a moving average": {
        "train_mlp_numpy.py": (
            (_RETURN, 'every = 10 if len(logging["loss"]) > 100 else 1\n    return best_model, val_accuracies, test_accuracy, {"loss": logging["loss"][::every]}'),
        ),
        "train_mlp_pytorch.py": (
            (_TORCH_LOG, 'smooth = logging["loss"][-1] if logging["loss"] else loss.item()\n            logging["loss"].append(0.9 * smooth + 0.1 * loss.item())'),
        ),
    },
    "logging in an object, tensors as losses": {
        "train_mlp_numpy.py": (
            ("import copy\n", "import copy\nfrom types import SimpleNamespace\n"),
            (_RETURN, "return best_model, tuple(val_accuracies), test_accuracy, SimpleNamespace(**logging)"),
        ),
        "train_mlp_pytorch.py": ((_TORCH_LOG, 'logging["loss"].append(loss.detach())'),),
    },
    "generators of its own": {
        "train_mlp_numpy.py": (
            ("    np.random.seed(seed)\n", "    np.random.seed(seed)\n    rng = np.random.default_rng(seed)\n"),
            ("np.random.permutation(len(x))", "rng.permutation(len(x))"),
        ),
        "train_mlp_pytorch.py": (
            ("    torch.manual_seed(seed)\n", "    torch.manual_seed(seed)\n    generator = torch.Generator().manual_seed(seed + 1)\n"),
            ("torch.randperm(len(x))", "torch.randperm(len(x), generator=generator)"),
        ),
    },
    "sweep: NumPy MLP, text keys, fewer epochs, a loss per epoch": {
        "learning_rates.py": (
            ("from train_mlp_pytorch import train", "from train_mlp_numpy import train"),
            ("train([32], rate, 32, 10, seed, data)", "train([24], rate, 16, 6, seed, data)"),
            ('sweep[rate] = {"loss": logging["loss"],', 'losses = np.array(logging["loss"]).reshape(6, -1).mean(axis=1)\n        sweep[f"{rate:.0e}"] = {"loss": losses,'),
            ("    return best\n", "    return float(best)\n"),
        )
    },
    "schedule: the end as a rate, rounded; grid backwards": {
        "learning_rates.py": (
            ("return [lr0 * (1 - (1 - end) * k / total) for k in range(n)]", "return np.round(np.linspace(lr0, end, total + 1)[:n], 5)"),
            ("return np.logspace(lo, hi, n)", "return tuple(np.logspace(hi, lo, n, dtype=np.float32))"),
            ("    return best\n", "    return np.array([best])\n"),
        )
    },
    "rows, columns and scalars of torch": {
        "calculus.py": (
            ("import numpy as np", "import numpy as np\nimport torch"),
            ("return (B + B.T) @ x", "return ((B + B.T) @ x).reshape(-1, 1)"),
            ("return V.T @ W.T", "return torch.tensor(W @ V, dtype=torch.float32)"),
            ("return w / np.linalg.norm(w)", "return (w / np.linalg.norm(w))[None]"),
            ("return sigma**2 / 2", "return torch.tensor([sigma**2 / 2])"),
        )
    },
}  # fmt: skip
"""Style -> patches."""
