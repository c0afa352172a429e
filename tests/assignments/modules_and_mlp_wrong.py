"""Wrong solutions of `modules_and_mlp`, one idea each: small patches of a right one.

From how the subject is really got wrong: the sheet's own mistakes, the bugs of public submissions,
and what weak inputs cannot see. `items` must lose points; `may` may, because a run that trains with
a wrong module cannot always be told from a wrong run; all others must not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SAMPLE = Path(__file__).parents[2] / "assignments" / "modules_and_mlp" / "samples" / "amara_okafor"

CALCULUS = ("s4.1a", "s4.1b", "s4.1c", "s4.1d", "s4.5")
MODULES = (
    *("s4.2a.dW", "s4.2a.db", "s4.2a.dX", "s4.2b.i", "s4.2b.ii", "s4.2c.i", "s4.2c.ii"),
    *("s4.3.acc", "s4.3.curve"),
)
TORCH = ("s4.4a.acc", "s4.4a.curve")
RATES = ("s4.4b.ii.list", "s4.4b.iii.grid", "s4.4b.iii.best")
SWEPT = ("s4.4b.iii.fig", "s4.4b.iv.1", "s4.4b.iv.2")
TRAINED = ("s4.3.acc", "s4.3.curve")

Patches = Mapping[str, tuple[tuple[str, str], ...]]
"""File -> (old text, new text), each of which stands there once."""


def base() -> dict[str, str]:
    """The right solution that the patches are made for."""
    return {path.name: path.read_text("utf-8") for path in sorted(SAMPLE.iterdir())}


def patched(patches: Patches) -> dict[str, str]:
    """The right solution with some lines replaced.

    Raises:
        AssertionError: when a patch does not fit, or fits in two places.
    """
    files = base()
    for name, replacements in patches.items():
        for old, new in replacements:
            assert files[name].count(old) == 1, f"{name}: {old!r} stands there not once"
            files[name] = files[name].replace(old, new)
    return files


@dataclass(frozen=True, slots=True)
class Wrong:
    """One mistake."""

    name: str
    group: tuple[str, ...]
    """The items that the patched lines can reach; the others are not graded again."""
    items: frozenset[str]
    patches: Patches
    may: frozenset[str] = frozenset()


def _wrong(
    name: str,
    group: tuple[str, ...],
    items: str | tuple[str, ...],
    file: str,
    *replacements: tuple[str, str],
    may: tuple[str, ...] = (),
) -> Wrong:
    items = (items,) if isinstance(items, str) else items
    return Wrong(name, group, frozenset(items), {file: replacements}, frozenset(may))


def _calculus(name: str, item: str, old: str, new: str) -> Wrong:
    return _wrong(name, CALCULUS, item, "calculus.py", (old, new))


def _module(
    name: str,
    items: str | tuple[str, ...],
    *replacements: tuple[str, str],
    may: tuple[str, ...] = (),
) -> Wrong:
    return _wrong(name, MODULES, items, "modules.py", *replacements, may=may)


def _numpy(
    name: str,
    items: str | tuple[str, ...],
    *replacements: tuple[str, str],
    file: str = "mlp_numpy.py",
    may: tuple[str, ...] = (),
) -> Wrong:
    return _wrong(name, MODULES, items, file, *replacements, may=may)


def _torch(
    name: str,
    items: str | tuple[str, ...],
    *replacements: tuple[str, str],
    file: str = "mlp_pytorch.py",
    may: tuple[str, ...] = (),
) -> Wrong:
    return _wrong(name, TORCH, items, file, *replacements, may=may)


def _rates(name: str, item: str, *replacements: tuple[str, str]) -> Wrong:
    return _wrong(name, RATES, item, "learning_rates.py", *replacements)


def _sweep(
    name: str,
    items: str | tuple[str, ...],
    *replacements: tuple[str, str],
    may: tuple[str, ...] = (),
) -> Wrong:
    return _wrong(name, SWEPT, items, "learning_rates.py", *replacements, may=may)


_QUADRATIC = "(B + B.T) @ x"
_TRACE = "V.T @ W.T"
_NORM = "w / np.linalg.norm(w)"
_EYE = "np.eye(S.shape[0])"
_MOMENT = "sigma**2 / 2"

WRONG_CALCULUS = (
    _calculus("quadratic form: B taken for symmetric", "s4.1a", _QUADRATIC, "2 * B @ x"),
    _calculus("quadratic form: only one term", "s4.1a", _QUADRATIC, "B @ x"),
    _calculus("quadratic form: half of it", "s4.1a", _QUADRATIC, "0.5 * (B + B.T) @ x"),
    _calculus("quadratic form: difference", "s4.1a", _QUADRATIC, "(B - B.T) @ x"),
    _calculus("trace: V not transposed, as on the sheet", "s4.1b", _TRACE, "V @ W.T"),
    _calculus("trace: sum of all entries", "s4.1b", _TRACE, "np.outer(V.sum(axis=0), W.sum(axis=1))"),
    _calculus("trace: transposed only where it fits", "s4.1b", _TRACE,
              "(V.T @ W.T if V.shape[0] != V.shape[1] else V @ W.T)"),
    _calculus("trace: X left in", "s4.1b", _TRACE, "V.T @ W.T * X"),
    _calculus("norm: divided by the square", "s4.1c", _NORM, "w / (w @ w)"),
    _calculus("norm: not divided", "s4.1c", _NORM, "w"),
    _calculus("norm: multiplied", "s4.1c", _NORM, "w * np.linalg.norm(w)"),
    _calculus("norm: of the square", "s4.1c", _NORM, "2 * w"),
    _calculus("norm: largest entry", "s4.1c", _NORM, "w / np.abs(w).max()"),
    _calculus("trace of S: all ones", "s4.1d", _EYE, "np.ones(S.shape)"),
    _calculus("trace of S: S itself", "s4.1d", _EYE, "np.diag(np.diag(S))"),
    _calculus("trace of S: a vector", "s4.1d", _EYE, "np.ones(S.shape[0])"),
    _calculus("trace of S: always 3 x 3", "s4.1d", _EYE, "np.eye(3)"),
    _calculus("second moment: sigma / 2", "s4.5", _MOMENT, "sigma / 2"),
    _calculus("second moment: not halved", "s4.5", _MOMENT, "sigma**2"),
    _calculus("second moment: the mean", "s4.5", _MOMENT, "sigma / np.sqrt(2 * np.pi)"),
    _calculus("second moment: the variance", "s4.5", _MOMENT, "sigma**2 * (0.5 - 0.5 / np.pi)"),
)  # fmt: skip

_FORWARD = 'return x @ self.params["weight"].T + self.params["bias"]'
_DW = 'self.grads["weight"] = dout.T @ self.x'
_DB = 'self.grads["bias"] = dout.sum(axis=0)'
_DX = 'return dout @ self.params["weight"]'
_TANH = "return dout * (1 - self.out**2)"
_MASK = "self.mask = x > 0"
_RELU = "return x * self.mask"
_RELU_BACK = "return dout * self.mask"
_SHIFT = "shifted = x - x.max(axis=1, keepdims=True)"
_SOFTMAX = "self.out = e / e.sum(axis=1, keepdims=True)"
_INNER = "inner = (dout * self.out).sum(axis=1, keepdims=True)"
_SOFTMAX_BACK = "return self.out * (dout - inner)"
_LOSS = "return -np.log(x[rows, y] + 1e-30).mean()"
_LOSS_BACK = "dx[rows, y] = -1.0 / (x[rows, y] + 1e-30) / len(y)"

WRONG_LINEAR = (
    _module("dW averaged over the batch", "s4.2a.dW", (_DW, 'self.grads["weight"] = dout.T @ self.x / len(dout)'), may=TRAINED),
    _module("dW transposed", "s4.2a.dW", (_DW, 'self.grads["weight"] = self.x.T @ dout'), may=TRAINED),
    _module("dW without the upstream gradient", "s4.2a.dW", (_DW, 'self.grads["weight"] = np.ones_like(dout).T @ self.x'), may=TRAINED),
    _module("dW of the last sample", "s4.2a.dW", (_DW, 'self.grads["weight"] = np.outer(dout[-1], self.x[-1])'), may=TRAINED),
    _module("dW adds up", "s4.2a.dW", (_DW, 'self.grads["weight"] = self.grads["weight"] + dout.T @ self.x'), may=TRAINED),
    _module("dW of the first forward", "s4.2a.dW", ("self.x = x\n        return x @", 'self.x = getattr(self, "x", x)\n        return x @'), may=TRAINED),
    _module("input remembered by the class", "s4.2a.dW", ("self.x = x\n        return x @", "LinearModule.x = x\n        return x @"), may=TRAINED),
    _module("db averaged over the batch", "s4.2a.db", (_DB, 'self.grads["bias"] = dout.mean(axis=0)')),
    _module("db over the wrong axis", "s4.2a.db", (_DB, 'self.grads["bias"] = dout.sum(axis=1)'), may=TRAINED),
    _module("db a single number", "s4.2a.db", (_DB, 'self.grads["bias"] = dout.sum()'), may=TRAINED),
    _module("db left out", "s4.2a.db", (_DB, "pass")),
    _module("db of the last sample", "s4.2a.db", (_DB, 'self.grads["bias"] = dout[-1]'), may=TRAINED),
    _module("db adds up", "s4.2a.db", (_DB, 'self.grads["bias"] = self.grads["bias"] + dout.sum(axis=0)'), may=TRAINED),
    _module("db is the bias", "s4.2a.db", (_DB, 'self.grads["bias"] = self.params["bias"].copy()')),
    _module("dX with W transposed", "s4.2a.dX", (_DX, 'return dout @ self.params["weight"].T'), may=TRAINED),
    _module("dX is the upstream gradient", "s4.2a.dX", (_DX, "return dout"), may=TRAINED),
    _module("dX averaged over the batch", "s4.2a.dX", (_DX, 'return dout @ self.params["weight"] / len(dout)'), may=TRAINED),
    _module("dX not returned", "s4.2a.dX", (_DX, "self.dx = dout @ self.params['weight']"), may=TRAINED),
    _module("bias forgotten in the forward pass", "s4.2a.dX", (_FORWARD, 'return x @ self.params["weight"].T')),
    _module("bias subtracted", "s4.2a.dX", (_FORWARD, 'return x @ self.params["weight"].T - self.params["bias"]'), may=TRAINED),
    _module("a batch of one loses its axis", ("s4.2a.dW", "s4.2a.db", "s4.2a.dX"), ("self.x = x\n        return x @", "x = np.squeeze(x)\n        self.x = x\n        return x @"), may=TRAINED),
)  # fmt: skip

WRONG_ACTIVATIONS = (
    _module("tanh: derivative of the input", "s4.2b.i", ("self.out = np.tanh(x)\n        return self.out", "self.out = x\n        return np.tanh(x)")),
    _module("tanh: square forgotten", "s4.2b.i", (_TANH, "return dout * (1 - self.out)")),
    _module("tanh: upstream forgotten", "s4.2b.i", (_TANH, "return 1 - self.out**2")),
    _module("tanh: sigmoid's derivative", "s4.2b.i", (_TANH, "return dout * self.out * (1 - self.out)")),
    _module("tanh: overflows", "s4.2b.i", ("self.out = np.tanh(x)", "self.out = (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))")),
    _module("tanh: of twice the input", "s4.2b.i", ("self.out = np.tanh(x)", "self.out = np.tanh(2 * x)")),
    _module("tanh: remembered by the class", "s4.2b.i", ("self.out = np.tanh(x)\n        return self.out", "TanhModule.out = np.tanh(x)\n        return TanhModule.out")),
    _module("ReLU: cases reversed, as on the sheet", "s4.2b.ii", (_RELU_BACK, "return dout * ~self.mask"), may=TRAINED),
    _module("ReLU: no mask", "s4.2b.ii", (_RELU_BACK, "return dout"), may=TRAINED),
    _module("ReLU: mask alone", "s4.2b.ii", (_RELU_BACK, "return self.mask * 1.0"), may=TRAINED),
    _module("ReLU: leaky", "s4.2b.ii", (_RELU, "return np.where(self.mask, x, 0.01 * x)"), (_RELU_BACK, "return dout * np.where(self.mask, 1, 0.01)")),
    _module("ReLU: absolute value", "s4.2b.ii", (_RELU, "return np.abs(x)"), may=TRAINED),
    _module("ReLU: mask of the upstream gradient", "s4.2b.ii", (_RELU_BACK, "return dout * (dout > 0)"), may=TRAINED),
    _module("ReLU: clipped at 6", "s4.2b.ii", (_RELU, "return np.clip(x, 0, 6)"), may=TRAINED),
    _module("ReLU: threshold at 0.1", "s4.2b.ii", (_MASK, "self.mask = x > 0.1")),
    _module("ReLU: remembered by the class", "s4.2b.ii", (_MASK, "ReLUModule.mask = x > 0"), may=TRAINED),
)  # fmt: skip

WRONG_SOFTMAX = (
    _module("softmax: no shift", "s4.2c.i", (_SHIFT, "shifted = x")),
    _module("softmax: one maximum for the batch", "s4.2c.i", (_SHIFT, "shifted = x - x.max()")),
    _module("softmax: shifted by the mean", "s4.2c.i", (_SHIFT, "shifted = x - x.mean(axis=1, keepdims=True)")),
    _module("softmax: shifted by the minimum", "s4.2c.i", (_SHIFT, "shifted = x - x.min(axis=1, keepdims=True)")),
    _module("softmax: over the batch", "s4.2c.i", (_SOFTMAX, "self.out = e / e.sum(axis=0, keepdims=True)"), may=TRAINED),
    _module("softmax: over everything", "s4.2c.i", (_SOFTMAX, "self.out = e / e.sum()"), may=TRAINED),
    _module("softmax: a wider base", "s4.2c.i", ("e = np.exp(shifted)", "e = np.exp2(shifted)"), may=TRAINED),
    _module("softmax: the sheet's closed form", "s4.2c.i", (_SOFTMAX_BACK, "return dout * self.out - (dout @ np.ones((dout.shape[1],) * 2)) * self.out * self.out"), may=TRAINED),
    _module("softmax: diagonal of the Jacobian only", "s4.2c.i", (_SOFTMAX_BACK, "return dout * self.out * (1 - self.out)"), may=TRAINED),
    _module("softmax: second term forgotten", "s4.2c.i", (_SOFTMAX_BACK, "return self.out * dout"), may=TRAINED),
    _module("softmax: sign", "s4.2c.i", (_SOFTMAX_BACK, "return self.out * (inner - dout)"), may=TRAINED),
    _module("softmax: inner product over the batch", "s4.2c.i", (_INNER, "inner = (dout * self.out).sum()"), may=TRAINED),
    _module("softmax: backward hands the gradient through", "s4.2c.i", (_SOFTMAX_BACK, "return dout"), may=TRAINED),
    _module("softmax: averaged over the batch", "s4.2c.i", (_SOFTMAX_BACK, "return self.out * (dout - inner) / len(dout)"), may=TRAINED),
    _module("softmax: remembered by the class", "s4.2c.i", (_SOFTMAX, "SoftMaxModule.out = e / e.sum(axis=1, keepdims=True)")),
    _module("softmax: rounds", "s4.2c.i", (_SOFTMAX, "self.out = np.round(e / e.sum(axis=1, keepdims=True), 2)"), may=TRAINED),
)  # fmt: skip

WRONG_LOSS = (
    _module("loss: summed", "s4.2c.ii", (_LOSS, "return -np.log(x[rows, y] + 1e-30).sum()")),
    _module("loss: also divided by the classes", "s4.2c.ii", (_LOSS, "return -np.log(x[rows, y] + 1e-30).mean() / x.shape[1]")),
    _module("loss: logarithm to base 2", "s4.2c.ii", (_LOSS, "return -np.log2(x[rows, y] + 1e-30).mean()")),
    _module("loss: logarithm to base 10", "s4.2c.ii", (_LOSS, "return -np.log10(x[rows, y] + 1e-30).mean()")),
    _module("loss: sign", "s4.2c.ii", (_LOSS, "return np.log(x[rows, y] + 1e-30).mean()"), may=TRAINED),
    _module("loss: a constant of 0.01 in the logarithm", "s4.2c.ii", (_LOSS, "return -np.log(x[rows, y] + 0.01).mean()"), may=TRAINED),
    _module("loss: of the most probable class", "s4.2c.ii", (_LOSS, "return -np.log(x.max(axis=1)).mean()"), may=TRAINED),
    _module("loss: squared error", "s4.2c.ii", (_LOSS, "return ((1 - x[rows, y]) ** 2).mean()"), may=TRAINED),
    _module("loss gradient: summed", "s4.2c.ii", (_LOSS_BACK, "dx[rows, y] = -1.0 / x[rows, y]"), may=TRAINED),
    _module("loss gradient: divided twice", "s4.2c.ii", (_LOSS_BACK, "dx[rows, y] = -1.0 / x[rows, y] / len(y) ** 2"), may=TRAINED),
    _module("loss gradient: sign", "s4.2c.ii", (_LOSS_BACK, "dx[rows, y] = 1.0 / x[rows, y] / len(y)"), may=TRAINED),
    _module("loss gradient: -x for -1/x", "s4.2c.ii", (_LOSS_BACK, "dx[rows, y] = -x[rows, y] / len(y)"), may=TRAINED),
    _module("loss gradient: that of the logits, with the softmax's applied as well", "s4.2c.ii", (_LOSS_BACK, "dx[rows, y] = -1.0 / len(y)\n        dx += x / len(y)"), may=TRAINED),
    _module("loss gradient: labels only", "s4.2c.ii", (_LOSS_BACK, "dx[rows, y] = -1.0 / len(y)"), may=TRAINED),
    _module("loss gradient: width from the largest label", "s4.2c.ii", ("dx = np.zeros_like(x)", "dx = np.zeros((len(x), y.max() + 1))"), may=TRAINED),
    _module("loss gradient: labels as indices of rows", "s4.2c.ii", (_LOSS_BACK, "dx[:, y] = -1.0 / (x[:, y] + 1e-30) / len(y)"), may=TRAINED),
    _module("loss gradient: probabilities clipped at 0.1", "s4.2c.ii", (_LOSS_BACK, "dx[rows, y] = -1.0 / np.clip(x[rows, y], 0.1, 1) / len(y)"), may=TRAINED),
    Wrong(
        "loss gradient: of the logits, softmax backward handing it through",
        MODULES,
        frozenset({"s4.2c.i", "s4.2c.ii"}),
        {"modules.py": ((_LOSS_BACK, "dx[rows, y] = -1.0 / len(y)\n        dx += x / len(y)"), (_SOFTMAX_BACK, "return dout"))},
    ),
)  # fmt: skip

_APPEND_RELU = "            self.layers.append(ReLUModule())\n"
_APPEND_SOFTMAX = "        self.layers.append(SoftMaxModule())\n"
_BACKWARD = "for layer in reversed(self.layers):"

WRONG_MANNERS = (
    _module("ReLU: clears its input in place", "s4.2b.ii", (_RELU, "x[~self.mask] = 0\n        return x")),
    _module("softmax: shifts its input in place", "s4.2c.i", (_SHIFT, "x -= x.max(axis=1, keepdims=True)\n        shifted = x")),
    _module("linear: adds the bias into its upstream gradient", "s4.2a.dX", (_DX, 'dx = dout @ self.params["weight"]\n        dout += self.params["bias"]\n        return dx')),
    _module("loss: clips the probabilities in place", "s4.2c.ii", (_LOSS, "np.clip(x, 0.05, 0.9, out=x)\n        return -np.log(x[rows, y]).mean()"), may=TRAINED),
    _module("loss gradient: written over the probabilities, which softmax remembers", "s4.2c.ii", ("dx = np.zeros_like(x)\n        rows", "dx = x\n        rows"), (_LOSS_BACK, "picked = x[rows, y]\n        dx[:] = 0\n        dx[rows, y] = -1.0 / picked / len(y)"), may=TRAINED),
)  # fmt: skip

WRONG_MLP = (
    _numpy("MLP: no activation", "s4.3.acc", (_APPEND_RELU, ""), may=("s4.3.curve",)),
    _numpy("MLP: one activation object for all layers", "s4.3.acc", ("self.layers = []\n", "self.layers = []\n        relu = ReLUModule()\n"), ("ReLUModule())\n        self.layers.append(Lin", "relu)\n        self.layers.append(Lin")),
    _numpy("MLP: needs a hidden layer", "s4.3.acc", ("sizes = [n_inputs] + list(n_hidden)", "sizes = [n_inputs, n_hidden[0]] + list(n_hidden[1:])")),
    _numpy("MLP: first hidden layer only", "s4.3.acc", ("for i in range(len(n_hidden)):", "n_hidden = n_hidden[:1]\n        sizes = sizes[:2]\n        for i in range(len(n_hidden)):")),
    _numpy("MLP: ReLU after the last layer", "s4.3.acc", (_APPEND_SOFTMAX, "        self.layers.append(ReLUModule())\n" + _APPEND_SOFTMAX), may=("s4.3.curve",)),
    _numpy("MLP: no softmax", "s4.3.acc", (_APPEND_SOFTMAX, ""), may=("s4.3.curve",)),
    _numpy("MLP: softmax twice", "s4.3.acc", (_APPEND_SOFTMAX, _APPEND_SOFTMAX * 2), may=("s4.3.curve",)),
    _numpy("MLP: backward leaves the softmax out", "s4.3.acc", (_BACKWARD, "for layer in reversed(self.layers[:-1]):"), may=("s4.3.curve",)),
    _numpy("MLP: backward in the order of forward", "s4.3.acc", (_BACKWARD, "for layer in self.layers:"), may=("s4.3.curve",)),
    _numpy("MLP: backward of the last layer only", "s4.3.acc", (_BACKWARD, "for layer in reversed(self.layers[-2:]):"), may=("s4.3.curve",)),
    _numpy("MLP: backward does not hand the gradient on", "s4.3.acc", ("            dout = layer.backward(dout)\n", "            layer.backward(dout)\n"), may=("s4.3.curve",)),
    _numpy("MLP: runs forward once more in backward, on the gradient", "s4.3.acc", (_BACKWARD, "self.forward(np.resize(dout, self.shape))\n        for layer in reversed(self.layers):"), ("    def forward(self, x):\n", "    def forward(self, x):\n        self.shape = x.shape\n"), ("from modules", "import numpy as np\nfrom modules"), may=("s4.3.curve",)),
    _numpy("MLP: keeps no layer", "s4.3.acc", ("        for layer in self.layers:\n            x = layer.forward(x)\n        return x\n", "        return x[:, :1]\n"), may=("s4.3.curve",)),
)  # fmt: skip

_UPDATE = (
    'layer.params["weight"] -= lr * layer.grads["weight"]\n'
    '                    layer.params["bias"] -= lr * layer.grads["bias"]\n'
)
_WEIGHTS = 'layer.params["weight"] -= lr * layer.grads["weight"]'
_BIASES = '                    layer.params["bias"] -= lr * layer.grads["bias"]\n'
_LOG = 'logging["loss"].append(float(loss_module.forward(probs, t[batch])))'
_TEST = "test_accuracy = accuracy(best_model, x_test, t_test)"
_SEED = "    np.random.seed(seed)\n"
_DATA = '    x, t = data["train"]\n'
_TRAIN = "train_mlp_numpy.py"

WRONG_NUMPY_TRAINING = (
    _numpy("training: biases never updated", "s4.3.acc", (_BIASES, ""), file=_TRAIN),
    _numpy("training: first layer never updated", "s4.3.acc", ("for layer in model.layers:", "for layer in model.layers[1:]:"), file=_TRAIN, may=("s4.3.curve",)),
    _numpy("training: last layer never updated", "s4.3.acc", ("for layer in model.layers:", "for layer in model.layers[:-2]:"), file=_TRAIN, may=("s4.3.curve",)),
    _numpy("training: uphill", "s4.3.acc", (_WEIGHTS, _WEIGHTS.replace("-=", "+=")), file=_TRAIN, may=("s4.3.curve",)),
    _numpy("training: no step", "s4.3.acc", (_WEIGHTS, "pass"), (_BIASES, ""), file=_TRAIN, may=("s4.3.curve",)),
    _numpy("training: labels not shuffled with the images", "s4.3.acc", ("model.backward(loss_module.backward(probs, t[batch]))", "model.backward(loss_module.backward(probs, t[start : start + batch_size]))"), file=_TRAIN, may=("s4.3.curve",)),
    _numpy("training: momentum", "s4.3.acc", (_WEIGHTS, 'layer.v = 0.9 * getattr(layer, "v", 0) + layer.grads["weight"]\n                    layer.params["weight"] -= lr * layer.v'), file=_TRAIN, may=("s4.3.curve",)),
    _numpy("training: weight decay", "s4.3.acc", (_WEIGHTS, 'layer.params["weight"] -= lr * (layer.grads["weight"] + 0.01 * layer.params["weight"])'), file=_TRAIN),
    _numpy("training: another learning rate", ("s4.3.acc", "s4.3.curve"), ("    model = MLP(", "    lr = 0.05\n    model = MLP("), file=_TRAIN),
    _numpy("training: learning rate divided by the batch size", "s4.3.acc", ("    model = MLP(", "    lr = lr / batch_size\n    model = MLP("), file=_TRAIN, may=("s4.3.curve",)),
    _numpy("training: batch size ignored", ("s4.3.acc", "s4.3.curve"), ("    model = MLP(", "    batch_size = 32\n    model = MLP("), file=_TRAIN),
    _numpy("training: hidden widths ignored", "s4.3.acc", ("    model = MLP(", "    hidden_dims = [20]\n    model = MLP("), file=_TRAIN, may=("s4.3.curve",)),
    _numpy("training: one epoch only", "s4.3.acc", ("    for epoch in range(epochs):", "    for epoch in range(1):"), file=_TRAIN, may=("s4.3.curve",)),
    _numpy("training: returns a fresh model", "s4.3.acc", ("return best_model,", "return MLP(x.shape[1], hidden_dims, int(t.max()) + 1),"), file=_TRAIN, may=("s4.3.curve",)),
    _numpy("training: the model of the start as the best", "s4.3.acc", ("best_model = copy.deepcopy(model)", "best_model = best_model"), ("best_model, best_accuracy = model, -1.0", "best_model, best_accuracy = copy.deepcopy(model), -1.0"), file=_TRAIN, may=("s4.3.curve",)),
    _numpy("training: validation accuracy as test accuracy", "s4.3.acc", (_TEST, "test_accuracy = best_accuracy"), file=_TRAIN),
    _numpy("training: test accuracy on the training set", "s4.3.acc", (_TEST, "test_accuracy = accuracy(best_model, x, t)"), file=_TRAIN),
    _numpy("training: test accuracy made up", "s4.3.acc", (_TEST, "test_accuracy = 0.92"), file=_TRAIN),
    _numpy("training: on the test set as well", "s4.3.acc", (_DATA, '    x = np.concatenate([data["train"][0], data["test"][0]])\n    t = np.concatenate([data["train"][1], data["test"][1]])\n'), file=_TRAIN, may=("s4.3.curve",)),
    _numpy("training: on the test set only", "s4.3.acc", (_DATA, '    x, t = data["test"]\n'), file=_TRAIN, may=("s4.3.curve",)),
    _numpy("training: validation accuracies made up", "s4.3.acc", ("val_accuracies.append(accuracy(model, x_val, t_val))", "val_accuracies.append(0.3 + 0.01 * epoch)"), file=_TRAIN),
    _numpy("training: one validation accuracy", "s4.3.acc", ("return best_model, val_accuracies,", "return best_model, val_accuracies[-1:],"), file=_TRAIN),
    _numpy("training: not seeded", ("s4.3.acc", "s4.3.curve"), (_SEED, ""), file=_TRAIN),
    _numpy("training: order of the samples not seeded", "s4.3.curve", (_SEED, "    np.random.seed(seed)\n    order_rng = np.random.default_rng()\n"), ("np.random.permutation(len(x))", "order_rng.permutation(len(x))"), file=_TRAIN),
    _numpy("curve: sum over the batch", "s4.3.curve", (_LOG, 'logging["loss"].append(float(loss_module.forward(probs, t[batch])) * len(batch))'), file=_TRAIN),
    _numpy("curve: divided by the batch size once more", "s4.3.curve", (_LOG, 'logging["loss"].append(float(loss_module.forward(probs, t[batch])) / len(batch))'), file=_TRAIN),
    _numpy("curve: logarithm to base 2", "s4.3.curve", (_LOG, 'logging["loss"].append(float(loss_module.forward(probs, t[batch])) / np.log(2))'), file=_TRAIN),
    _numpy("curve: accuracy instead of loss", "s4.3.curve", (_LOG, 'logging["loss"].append(float((probs.argmax(axis=1) == t[batch]).mean()))'), file=_TRAIN),
    _numpy("curve: running minimum", "s4.3.curve", (_LOG, 'logging["loss"].append(min([float(loss_module.forward(probs, t[batch]))] + logging["loss"][-1:]))'), file=_TRAIN),
    _numpy("curve: sorted", "s4.3.curve", ("return best_model, val_accuracies, test_accuracy, logging", 'logging["loss"].sort(reverse=True)\n    return best_model, val_accuracies, test_accuracy, logging'), file=_TRAIN),
    _numpy("curve: backwards", "s4.3.curve", ("return best_model, val_accuracies, test_accuracy, logging", 'logging["loss"].reverse()\n    return best_model, val_accuracies, test_accuracy, logging'), file=_TRAIN),
    _numpy("curve: cumulative sum", "s4.3.curve", ("return best_model, val_accuracies, test_accuracy, logging", 'return best_model, val_accuracies, test_accuracy, {"loss": np.cumsum(logging["loss"])}'), file=_TRAIN),
    _numpy("curve: a constant", "s4.3.curve", (_LOG, 'logging["loss"].append(np.log(10.0))'), file=_TRAIN),
    _numpy("curve: made up", "s4.3.curve", (_LOG, 'logging["loss"].append(2.3 * 0.98 ** len(logging["loss"]) + 0.05 * np.random.rand())'), file=_TRAIN, may=("s4.3.acc",)),
    _numpy("curve: nan at the end", "s4.3.curve", (_LOG, 'logging["loss"].append(float("nan") if len(logging["loss"]) > 50 else float(loss_module.forward(probs, t[batch])))'), file=_TRAIN),
    _numpy("curve: first epoch only", "s4.3.curve", (_LOG, 'epoch == 0 and logging["loss"].append(float(loss_module.forward(probs, t[batch])))'), file=_TRAIN),
    _numpy("curve: one number", "s4.3.curve", ("return best_model, val_accuracies, test_accuracy, logging", 'return best_model, val_accuracies, test_accuracy, {"loss": logging["loss"][-1]}'), file=_TRAIN, may=("s4.3.acc",)),
)  # fmt: skip

_TRAIN_TORCH = "train_mlp_pytorch.py"
_ZERO = "            optimizer.zero_grad()\n"
_SGD = "optimizer = torch.optim.SGD(model.parameters(), lr=lr)"
_CRITERION = "criterion = nn.CrossEntropyLoss()"
_TORCH_LOG = 'logging["loss"].append(loss.item())'
_SEQUENTIAL = "self.layers = nn.Sequential(*layers)"
_TORCH_TEST = 'test_accuracy = accuracy(best_model, *tensors["test"])'

WRONG_TORCH = (
    _torch("PyTorch MLP: softmax at the end", "s4.4a.acc", (_SEQUENTIAL, "self.layers = nn.Sequential(*layers, nn.Softmax(dim=1))"), may=("s4.4a.curve",)),
    _torch("PyTorch MLP: no activation", "s4.4a.acc", ("layers += [nn.Linear(previous, width), nn.ReLU()]", "layers += [nn.Linear(previous, width)]"), may=("s4.4a.curve",)),
    _torch("PyTorch MLP: ReLU after the last layer", "s4.4a.acc", (_SEQUENTIAL, "self.layers = nn.Sequential(*layers, nn.ReLU())"), may=("s4.4a.curve",)),
    _torch("PyTorch MLP: layers in a plain list", "s4.4a.acc", (_SEQUENTIAL, "self.layers = layers"), ("return self.layers(x)", "for layer in self.layers:\n            x = layer(x)\n        return x"), may=("s4.4a.curve",)),
    _torch("PyTorch MLP: no bias", "s4.4a.acc", ("nn.Linear(previous, width)", "nn.Linear(previous, width, bias=False)"), may=("s4.4a.curve",)),
    _torch("PyTorch MLP: one hidden layer", "s4.4a.acc", ("for width in n_hidden:", "for width in n_hidden[:1]:")),
    _torch("PyTorch MLP: one layer too many", "s4.4a.acc", (_SEQUENTIAL, "self.layers = nn.Sequential(*layers, nn.ReLU(), nn.Linear(n_classes, n_classes))"), may=("s4.4a.curve",)),
    _torch("PyTorch MLP: width of the first layer everywhere", "s4.4a.acc", ("for width in n_hidden:", "for width in [n_hidden[0]] * len(n_hidden) if n_hidden else []:")),
    _torch("PyTorch MLP: needs a hidden layer", "s4.4a.acc", ("previous = n_inputs\n", "previous = n_inputs\n        self.first = n_hidden[0]\n")),
    _torch("PyTorch MLP: dropout left on", "s4.4a.acc", ("return self.layers(x)", "return nn.functional.dropout(self.layers(x), 0.3)"), may=("s4.4a.curve",)),
    _torch("PyTorch MLP: no nn.Module", "s4.4a.acc", ("class MLP(nn.Module):", "class MLP:"), ("super().__init__()", "pass"), ("    def forward(self, x):", "    def parameters(self):\n        return self.layers.parameters()\n\n    def train(self):\n        pass\n\n    eval = train\n\n    def __call__(self, x):"), may=("s4.4a.curve",)),
    _torch("PyTorch MLP: rows normalised first", "s4.4a.acc", ("return self.layers(x)", "return self.layers(x / x.norm(dim=1, keepdim=True))"), may=("s4.4a.curve",)),
    _torch("PyTorch training: zero_grad forgotten", "s4.4a.acc", (_ZERO, ""), file=_TRAIN_TORCH, may=("s4.4a.curve",)),
    _torch("PyTorch training: no step", "s4.4a.acc", ("            optimizer.step()\n", ""), file=_TRAIN_TORCH, may=("s4.4a.curve",)),
    _torch("PyTorch training: zero_grad before the step", "s4.4a.acc", ("            optimizer.step()\n", "            optimizer.zero_grad()\n            optimizer.step()\n"), (_ZERO + "            loss = ", "            loss = "), file=_TRAIN_TORCH, may=("s4.4a.curve",)),
    _torch("PyTorch training: momentum", "s4.4a.acc", (_SGD, "optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)"), file=_TRAIN_TORCH, may=("s4.4a.curve",)),
    _torch("PyTorch training: Adam", "s4.4a.acc", (_SGD, "optimizer = torch.optim.Adam(model.parameters(), lr=lr)"), file=_TRAIN_TORCH, may=("s4.4a.curve",)),
    _torch("PyTorch training: weight decay", "s4.4a.acc", (_SGD, "optimizer = torch.optim.SGD(model.parameters(), lr=lr, weight_decay=0.05)"), file=_TRAIN_TORCH),
    _torch("PyTorch training: last layer only", "s4.4a.acc", (_SGD, "optimizer = torch.optim.SGD(model.layers[-1].parameters(), lr=lr)"), file=_TRAIN_TORCH, may=("s4.4a.curve",)),
    _torch("PyTorch training: weights only", "s4.4a.acc", (_SGD, "optimizer = torch.optim.SGD([p for p in model.parameters() if p.dim() > 1], lr=lr)"), file=_TRAIN_TORCH),
    _torch("PyTorch training: loss of logits taken for logarithms", "s4.4a.acc", (_CRITERION, "criterion = nn.NLLLoss()"), file=_TRAIN_TORCH, may=("s4.4a.curve",)),
    _torch("PyTorch training: loss summed", ("s4.4a.acc", "s4.4a.curve"), (_CRITERION, 'criterion = nn.CrossEntropyLoss(reduction="sum")'), file=_TRAIN_TORCH),
    _torch("PyTorch training: softmax before the loss", "s4.4a.acc", ("loss = criterion(model(x[batch]), t[batch])", "loss = criterion(model(x[batch]).softmax(dim=1), t[batch])"), file=_TRAIN_TORCH, may=("s4.4a.curve",)),
    _torch("PyTorch training: not seeded", ("s4.4a.acc", "s4.4a.curve"), ("    torch.manual_seed(seed)\n", ""), file=_TRAIN_TORCH),
    _torch("PyTorch training: validation accuracy as test accuracy", "s4.4a.acc", (_TORCH_TEST, "test_accuracy = best_accuracy"), file=_TRAIN_TORCH),
    _torch("PyTorch training: on the test set as well", "s4.4a.acc", ('    x, t = tensors["train"]\n', '    x = torch.cat([tensors["train"][0], tensors["test"][0]])\n    t = torch.cat([tensors["train"][1], tensors["test"][1]])\n'), file=_TRAIN_TORCH, may=("s4.4a.curve",)),
    _torch("PyTorch training: learning rate ignored", ("s4.4a.acc", "s4.4a.curve"), (_SGD, "optimizer = torch.optim.SGD(model.parameters(), lr=0.05)"), file=_TRAIN_TORCH),
    _torch("PyTorch training: decays to nothing at once", "s4.4a.acc", ("            optimizer.step()\n", '            optimizer.step()\n            optimizer.param_groups[0]["lr"] *= 0.5\n'), file=_TRAIN_TORCH, may=("s4.4a.curve",)),
    _torch("PyTorch curve: sum over the epoch", "s4.4a.curve", (_TORCH_LOG, 'logging["loss"].append(loss.item() + (logging["loss"][-1] if start else 0.0))'), file=_TRAIN_TORCH),
    _torch("PyTorch curve: smoothed into a line", "s4.4a.curve", ("return best_model, val_accuracies, test_accuracy, logging", 'return best_model, val_accuracies, test_accuracy, {"loss": np.linspace(2.3, 0.3, len(logging["loss"]))}'), file=_TRAIN_TORCH),
    _torch("PyTorch curve: accuracy of the batch", "s4.4a.curve", (_TORCH_LOG, 'logging["loss"].append((model(x[batch]).argmax(1) == t[batch]).float().mean().item())'), file=_TRAIN_TORCH),
)  # fmt: skip

_SCHEDULE = "return [lr0 * (1 - (1 - end) * k / total) for k in range(n)]"
_GRID = "return np.logspace(lo, hi, n)"
_SWEEP = "_, val_accuracies, _, logging = train([32], rate, 32, 10, seed, data)"
_ENTRY = 'sweep[rate] = {"loss": logging["loss"], "val_accuracy": val_accuracies}'
_BEST = 'accuracy = max(curves["val_accuracy"])'
_RETURN = "    return best\n"
_WARM = """_MODEL = None


def train(hidden_dims, lr, batch_size, epochs, seed, data):
    global _MODEL
    torch.manual_seed(seed)
    x, t = (torch.as_tensor(a) for a in data["train"])
    xv, tv = (torch.as_tensor(a) for a in data["validation"])
    if _MODEL is None:
        _MODEL = MLP(x.shape[1], hidden_dims, 10).double()
    losses, accuracies = [], []
    optimizer = torch.optim.SGD(_MODEL.parameters(), lr=lr)
    for _ in range(epochs):
        for batch in torch.randperm(len(x)).split(batch_size):
            loss = nn.functional.cross_entropy(_MODEL(x[batch]), t[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        accuracies.append((_MODEL(xv).argmax(1) == tv).double().mean().item())
    return _MODEL, accuracies, 0.0, {"loss": losses}
"""

WRONG_RATES = (
    _rates("schedule: geometric", "s4.4b.ii.list", (_SCHEDULE, "return [lr0 * end ** (k / total) for k in range(n)]")),
    _rates("schedule: one epoch ahead", "s4.4b.ii.list", (_SCHEDULE, "return [lr0 * (1 - (1 - end) * (k + 1) / total) for k in range(n)]")),
    _rates("schedule: reaches the end after n epochs", "s4.4b.ii.list", (_SCHEDULE, "return list(np.linspace(lr0, end * lr0, n))")),
    _rates("schedule: reaches it one epoch early", "s4.4b.ii.list", (_SCHEDULE, "return [lr0 * (1 - (1 - end) * k / (total - 1)) for k in range(n)]")),
    _rates("schedule: constant", "s4.4b.ii.list", (_SCHEDULE, "return [lr0] * n")),
    _rates("schedule: rises", "s4.4b.ii.list", (_SCHEDULE, "return [lr0 * (1 + (1 - end) * k / total) for k in range(n)]")),
    _rates("schedule: cosine", "s4.4b.ii.list", (_SCHEDULE, "return [lr0 * (end + (1 - end) * (1 + math.cos(math.pi * k / total)) / 2) for k in range(n)]")),
    _rates("schedule: one rate too many", "s4.4b.ii.list", (_SCHEDULE, _SCHEDULE.replace("range(n)", "range(n + 1)"))),
    _rates("schedule: falls to nothing", "s4.4b.ii.list", (_SCHEDULE, "return [lr0 * (1 - k / total) for k in range(n)]")),
    _rates("grid: equal steps", "s4.4b.iii.grid", (_GRID, "return np.linspace(10.0**lo, 10.0**hi, n)")),
    _rates("grid: exponents", "s4.4b.iii.grid", (_GRID, "return np.linspace(lo, hi, n)")),
    _rates("grid: base e", "s4.4b.iii.grid", (_GRID, "return np.exp(np.linspace(lo, hi, n))")),
    _rates("grid: last rate missing", "s4.4b.iii.grid", (_GRID, "return np.logspace(lo, hi, n, endpoint=False)")),
    _rates("grid: always a factor of 10", "s4.4b.iii.grid", (_GRID, "return [10.0 ** (lo + k) for k in range(n)]")),
    _rates("grid: one too few", "s4.4b.iii.grid", (_GRID, "return np.logspace(lo, hi, n)[1:]")),
    _rates("grid: random", "s4.4b.iii.grid", (_GRID, "return 10 ** np.random.default_rng(0).uniform(lo, hi, n)")),
    _rates("best: the accuracy", "s4.4b.iii.best", (_RETURN, "    return best_accuracy\n")),
    _rates("best: the worst", "s4.4b.iii.best", (_BEST, 'accuracy = -max(curves["val_accuracy"])')),
    _rates("best: its place", "s4.4b.iii.best", (_RETURN, "    return list(sweep).index(best)\n")),
    _rates("best: always 0.1", "s4.4b.iii.best", (_RETURN, "    return 0.1\n")),
    _rates("best: the smallest last loss, nan included", "s4.4b.iii.best", (_RETURN, '    return list(sweep)[int(np.argmin([c["loss"][-1] for c in sweep.values()]))]\n')),
    _rates("best: the largest rate", "s4.4b.iii.best", (_RETURN, "    return max(sweep)\n")),
    _rates("best: accuracy of the first epoch", "s4.4b.iii.best", (_BEST, 'accuracy = curves["val_accuracy"][0]')),
    _rates("best: the middle rate", "s4.4b.iii.best", (_RETURN, "    return sorted(sweep)[len(sweep) // 2]\n")),
    _sweep("sweep: rate ignored", ("s4.4b.iv.1", "s4.4b.iv.2"), (_SWEEP, _SWEEP.replace("rate", "0.1")), may=SWEPT),
    _sweep("sweep: always the first rate", ("s4.4b.iv.1", "s4.4b.iv.2"), (_SWEEP, _SWEEP.replace("rate,", "rates[0],")), may=SWEPT),
    _sweep("sweep: goes on from the last rate's weights", "s4.4b.iv.2", ("from train_mlp_pytorch import train\n", "import torch\nfrom mlp_pytorch import MLP\nfrom torch import nn\n\n" + _WARM), may=SWEPT),
    _sweep("sweep: divides the rate by 1000", SWEPT, (_SWEEP, _SWEEP.replace("rate,", "rate / 1000,"))),
    _sweep("sweep: keyed by number", SWEPT, ("for rate in rates:\n", "for number, rate in enumerate(rates):\n"), (_ENTRY, _ENTRY.replace("sweep[rate]", "sweep[number + 1000]"))),
    _sweep("sweep: leaves out what diverged", ("s4.4b.iv.1", "s4.4b.iv.2"), ("for rate in rates:\n", "for rate in [r for r in rates if r < 10]:\n")),
    _sweep("sweep: the dict of the last rate for all", ("s4.4b.iv.1", "s4.4b.iv.2"), ("    return sweep\n", "    return {rate: sweep[rates[-1]] for rate in rates}\n"), may=SWEPT),
    _sweep("sweep: loss and accuracy swapped", SWEPT, (_ENTRY, 'sweep[rate] = {"val_accuracy": logging["loss"], "loss": val_accuracies}')),
    _sweep("sweep: only the loss", SWEPT, (_ENTRY, 'sweep[rate] = {"loss": logging["loss"]}')),
    _sweep("sweep: a list", SWEPT, ("    return sweep\n", "    return list(sweep.values())\n")),
    _sweep("sweep: accuracies made up", "s4.4b.iv.1", (_ENTRY, 'sweep[rate] = {"loss": logging["loss"], "val_accuracy": [0.9 if 1e-3 < rate < 10 else 0.1] * 10}')),
    _sweep("sweep: losses made up", ("s4.4b.iii.fig", "s4.4b.iv.2"), (_ENTRY, 'sweep[rate] = {"loss": list(2.3 * np.exp(-min(rate, 1) * 20 * np.arange(120) / 120)), "val_accuracy": val_accuracies}')),
    _sweep("sweep: seed ignored", "s4.4b.iii.fig", (_SWEEP, _SWEEP.replace("seed", "np.random.default_rng().integers(10**6)"))),
    _sweep("sweep: accuracy of the training set on shuffled labels", "s4.4b.iv.1", (_SWEEP, 'x, t = data["validation"]\n        ' + _SWEEP.replace("data)", '{**data, "validation": (x, np.roll(t, 1))})')), may=SWEPT),
)  # fmt: skip

WRONG = (
    *WRONG_CALCULUS,
    *WRONG_LINEAR,
    *WRONG_ACTIVATIONS,
    *WRONG_SOFTMAX,
    *WRONG_LOSS,
    *WRONG_MANNERS,
    *WRONG_MLP,
    *WRONG_NUMPY_TRAINING,
    *WRONG_TORCH,
    *WRONG_RATES,
)
