"""What right submissions look like from outside: results, layouts, layers, labels, gradients.

Functions are asked in every form that numbers come back in; classes in the manners that were met in
58 published solutions (also tests/assignments/test_manners*.py). All of them keep every point.
"""

from __future__ import annotations

import functools
import re

import pytest
import verdicts
from handing_in import handed_in, told
from manners import MLP, MODULES, NET, Changes, changed, lost

from grader.material import load_solution

FORMS = {
    "a list of results": "list(r) if isinstance(r, tuple) else r",
    "a generator of results": "(x for x in r) if isinstance(r, tuple) else r",
    "single precision": "over(r, lambda a: a.astype(np.float32) if a.dtype.kind == 'f' else a)",
    "extended precision": "over(r, lambda a: a.astype(np.longdouble) if a.dtype.kind == 'f' else a)",
    "plain lists": "over(r, lambda a: a.tolist())",
    "columns": "over(r, lambda a: a[:, None] if a.ndim == 1 else a)",
    "rows": "over(r, lambda a: a[None] if a.ndim == 1 else a)",
    "arrays without axes": "over(r, lambda a: a)",
    "arrays with one element": "over(r, lambda a: a.reshape(1) if a.ndim == 0 else a)",
    "column-major arrays": "over(r, np.asfortranarray)",
    "read-only arrays": "over(r, lambda a: np.broadcast_to(a, a.shape))",
    "matrices": "over(r, lambda a: np.asmatrix(a) if a.ndim == 2 else a)",
    "masked arrays": "over(r, np.ma.array)",
    "tensors": "over(r, lambda a: torch.tensor(a))",
    "tensors that want gradients": (
        "over(r, lambda a: torch.tensor(a, requires_grad=True) if a.dtype.kind == 'f' else a)"
    ),
}
AROUND = """\
import functools
import numpy as np
import own
from own import *
def over(r, f):
    if isinstance(r, (tuple, list)):
        return tuple(over(x, f) for x in r)
    if isinstance(r, dict):
        return {k: over(v, f) for k, v in r.items()}
    return f(np.asarray(r))
def formed(g):
    @functools.wraps(g)
    def made(*args):
        r = g(*args)
        return FORM
    return made
"""
FUNCTIONS = {
    "two_layer_network": "forward_regression local_jacobians gradients_regression jacobians_regression "
    "classification_squared_error classification_bce softargmax",
    "softmax_network": "softmax_jacobian nll_gradient softmax_nll_gradient small_network batch_network "
    "mean_and_std",
    "exam_exercises": "sigmoid_neuron_gradient gradient_norm_and_bound gradient_descent sin_cos_graph "
    "line_network stable_softmax collapse_linear activation_slopes two_branch_gradient",
    "network_basics": "residual_block parameter_count softmax_jacobian softmax_cross_entropy_gradient",
}


@functools.cache
def checks_of(homework: str) -> tuple[str, ...]:
    """The checks of functions: not those that train, nor of classes."""
    names = [check.id for check in verdicts.context(homework).checks()]
    left = re.compile(
        "train|rates|runs|full_size|net_|sizes.layer|two_branch_sizes|edges|answer|hand"
    )
    return tuple(name for name in names if not left.search(name))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("homework", FUNCTIONS)
def test_forms_of_results_cost_nothing(homework: str, form: str) -> None:
    """The right functions, with what they return turned into another form: a remark at most."""
    if homework == "exam_exercises" and form == "a generator of results":
        form = "a list of results"  # sequences of numbers are asked for there
    expression = FORMS[form]
    solution = load_solution(verdicts.ROOT / homework)
    own = "\n".join(text for path, text in solution.items() if path.endswith(".py"))
    text = ("import torch\n" if "torch" in expression else "") + AROUND.replace("FORM", expression)
    text += "".join(f"{f} = formed(own.{f})\n" for f in FUNCTIONS[homework].split())
    only = checks_of(homework)
    assert len(only) > 15
    result = handed_in({"own.py": own, "work.py": text}, homework=homework, only=only)
    assert lost(result) == {}


LAYERS = ["mlp_numpy.layers", "mlp_numpy.forward", "mlp_numpy.forward_deep",
          "mlp_numpy.no_hidden_layer", "mlp_numpy.backward", "mlp_numpy.backward_again"]  # fmt: skip


def mlp(make: str, add: str, end: str, order: str, extra: str = "") -> str:
    """An MLP that keeps its modules in its own way."""
    return f"""\
from modules import *
from collections import OrderedDict, deque

class MLP(object):
  def __init__(self, n_inputs, n_hidden, n_classes):
    {make}
    sizes = [n_inputs] + list(n_hidden)
    for a, b in zip(sizes, sizes[1:]):
      {add.replace("HIDDEN", "LinearModule(a, b), ReLUModule()")}
    {end.replace("END", "LinearModule(sizes[-1], n_classes), SoftMaxModule()")}

  def forward(self, x):
    for m in {order}:
      x = m.forward(x)
    return x

  def backward(self, dout):
    for m in reversed(list({order})):
      dout = m.backward(dout)
{extra}"""


def kept_in(name: str) -> str:
    """A list under some name."""
    return mlp(
        f"self.{name} = []", f"self.{name} += [HIDDEN]", f"self.{name} += [END]", f"self.{name}"
    )


NETWORKS = {
    **{f"a list called {n}": kept_in(n) for n in ("layers", "modules", "net", "_fc", "__layers")},
    "a deque": kept_in("layers").replace("= []", "= deque()"),
    "an array of objects": mlp(
        "parts = []", "parts += [HIDDEN]", "parts += [END]; self.layers = np.array(parts)", "self.layers"
    ),
    "a tuple of pairs": mlp(
        "self.layers = ()", "self.layers += ((HIDDEN),)", "self.layers += ((END),)",
        "[m for pair in self.layers for m in pair]",
    ),
    "an ordered dict": mlp(
        "self.layers = OrderedDict()",
        "self.layers['fc%d' % b], self.layers['relu%d' % len(self.layers)] = HIDDEN",
        "self.layers['out'], self.layers['softmax'] = END",
        "[m for n, m in sorted(self.layers.items(), key=lambda nm: list(self.layers).index(nm[0]))]",
    ).replace("'fc%d' % b", "'fc%d' % len(self.layers)"),
    "a dict with numbers": mlp(
        "self.layers = {}",
        "n = len(self.layers); self.layers[n], self.layers[n + 1] = HIDDEN",
        "n = len(self.layers); self.layers[n], self.layers[n + 1] = END",
        "[self.layers[i] for i in range(len(self.layers))]",
    ),
    "numbered attributes": mlp(
        "self.n = 0",
        "l, r = HIDDEN; setattr(self, 'fc%d' % self.n, l); setattr(self, 'relu%d' % self.n, r); self.n += 1",
        "self.out, self.softmax = END",
        "self.all()",
        "  def all(self):\n    both = [[getattr(self, 'fc%d' % i), getattr(self, 'relu%d' % i)] for i in range(self.n)]\n"
        "    return sum(both, []) + [self.out, self.softmax]\n",
    ),
    "two lists": mlp(
        "self.linears = []; self.activations = []",
        "l, r = HIDDEN; self.linears.append(l); self.activations.append(r)",
        "l, r = END; self.linears.append(l); self.activations.append(r)",
        "[m for pair in zip(self.linears, self.activations) for m in pair]",
    ),
    "a module of modules": mlp(
        "parts = []", "parts += [HIDDEN]", "parts += [END]; self.model = Sequential(parts)", "self.model.parts",
    ).replace("class MLP", "class Sequential(object):\n  def __init__(self, parts):\n    self.parts = parts\n\nclass MLP"),
    "the list turned round beside it": mlp(
        "self.layers = []", "self.layers += [HIDDEN]",
        "self.layers += [END]; self.back = self.layers[::-1]", "self.layers",
    ),
    "slots": kept_in("layers").replace("(object):\n", "(object):\n  __slots__ = ('layers',)\n"),
}  # fmt: skip


@pytest.mark.parametrize("manner", NETWORKS)
def test_where_an_mlp_keeps_its_layers_costs_nothing(manner: str) -> None:
    """Its attributes, lists and dicts are walked in the order in which they were filled."""
    files = {"modules.py": MODULES, "mlp_numpy.py": NETWORKS[manner]}
    assert lost(handed_in(files, homework="modules_and_mlp", only=LAYERS)) == {}


GRADS = "{'weight': None, 'bias': None}"
ROWS: Changes = (
    ("(self.params['weight'] @ x.T + self.params['bias']).T", "x @ self.params['weight'].T + self.params['bias']"),
)  # fmt: skip
LINEAR: dict[str, Changes] = {
    "weights (in, out)": (
        ("(out_features, in_features)", "(in_features, out_features)"),
        ("(self.params['weight'] @ x.T + self.params['bias']).T", "x @ self.params['weight'] + self.params['bias'].T"),
        ("dout.T @ self.seen", "self.seen.T @ dout"),
        ("dout @ self.params['weight']", "dout @ self.params['weight'].T"),
    ),
    "bias (out,)": (*ROWS, ("np.zeros((out_features, 1))", "np.zeros(out_features)"), (".reshape(-1, 1)", "")),
    "bias (1, out)": (*ROWS, ("np.zeros((out_features, 1))", "np.zeros((1, out_features))"), ("-1, 1", "1, -1")),
    "its gradient of another shape": ((".reshape(-1, 1)", ""),),
    "gradients are zeros at first": ((GRADS, "{'weight': np.zeros((out_features, in_features)), 'bias': np.zeros(out_features)}"),),
    "gradients of another shape at first": ((GRADS, "{'weight': np.zeros((1, 1)), 'bias': 0}"),),
    "no gradients at first": ((GRADS, "{}"),),
    "no dict of gradients at first": (
        (f"    self.grads = {GRADS}\n", ""),
        ("    self.grads['weight'] = dout.T", "    self.grads = {}\n    self.grads['weight'] = dout.T"),
    ),
    "gradients add up until clear_cache()": (
        (GRADS, "{'weight': 0, 'bias': 0}"),
        ("self.grads['weight'] =", "self.grads['weight'] +="),
        ("self.grads['bias'] =", "self.grads['bias'] +="),
        ("class ReLUModule", "  def clear_cache(self):\n    self.grads = {'weight': 0, 'bias': 0}\n\nclass ReLUModule"),
    ),
    "other keys": (("'weight'", "'W'"), ("'bias'", "'b'")),
    "single precision": (("(out_features, in_features))", "(out_features, in_features)).astype(np.float32)"),),
    "further arguments": (("in_features, out_features):", "in_features, out_features, input_layer=False, **more):"),),
    "the loss remembers its arguments": (
        ("  def forward(self, x, y):\n", "  def forward(self, x, y):\n    self.x, self.y = x, y\n"),
        ("  def backward(self, x, y):\n", "  def backward(self, *_):\n    x, y = self.x, self.y\n"),
    ),
    "integer labels": (
        ("np.mean(np.sum(y * np.log(x + 1e-7), axis=1))", "np.mean(np.log(x[np.arange(len(y)), y] + 1e-7))"),
        ("-y / (x + 1e-7)", "-np.eye(x.shape[1])[y] / (x + 1e-7)"),
    ),
    "the loss is an array": (("return -np.mean", "return -np.ones(1) * np.mean"),),
    "the loop over samples": (
        ("np.einsum('bi,bij->bj', dout, jacobian)", "np.array([d @ j for d, j in zip(dout, jacobian)])"),
    ),
}  # fmt: skip
BUILT = ["s4.2a.dW", "s4.2a.db", "s4.2a.dX", "s4.2b.ii", "s4.2c.i", "s4.2c.ii"]


@pytest.mark.parametrize("manner", LINEAR)
def test_manners_of_modules_cost_nothing(manner: str) -> None:
    """Each is a remark at most, alone and within the network."""
    files = {"modules.py": changed(MODULES, *LINEAR[manner]), "mlp_numpy.py": MLP}
    result = handed_in(files, homework="modules_and_mlp", only=[*BUILT, *LAYERS])
    assert lost(result) == {}
    if "clear_cache" in manner:
        assert "Gradients add up until clear_cache() is called; that is accepted." in told(result)


NETS: dict[str, Changes] = {
    "the factor one": (),
    "the factor one half": (("loss += reg *", "loss += 0.5 * reg *"), ("2 * reg", "reg")),
    "biases as rows": (
        ("np.zeros(hidden_size)", "np.zeros((1, hidden_size))"),
        ("np.zeros(output_size)", "np.zeros((1, output_size))"),
        ("axis=0)", "axis=0, keepdims=True)"),
    ),
    "further arguments": (("std=1e-4):", "std=1e-4, seed=None):"),),
    "predictions as a list": (("return np.argmax(self.loss(X), axis=1)", "return [int(np.argmax(s)) for s in self.loss(X)]"),),
    "predictions as a column": (("return np.argmax(self.loss(X), axis=1)", "return self.loss(X).argmax(1)[:, None]"),),
    "losses as an array": (("'loss_history': losses", "'loss_history': np.array(losses)"),),
    "the loss as an array": (("    return loss, grads", "    return np.array(loss), grads"),),
    "single precision scores": (("      return scores\n", "      return scores.astype(np.float32)\n"),),
    "batches in order": (("np.random.choice(num_train, batch_size)", "np.arange(it * batch_size, (it + 1) * batch_size) % num_train"),),
    "bars and prints": (
        ("for it in xrange(num_iters):\n", "for it in tqdm(xrange(num_iters)):\n      print('step', it)\n"),
        ("import numpy as np\n", "import numpy as np\nfrom tqdm.notebook import tqdm\n"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("manner", NETS)
def test_manners_of_the_two_layer_net_cost_nothing(manner: str) -> None:
    """Both factors of the penalty, shapes, results, bars."""
    items = [f"s3.TwoLayerNet.{part}" for part in ("loss", "gradients", "train", "predict")]
    assert lost(handed_in({"neural_net.py": changed(NET, *NETS[manner])}, only=items)) == {}


TRAINER = """\
import numpy as np
class TwoLayerTrainer(object):
    def __init__(self, W1, b1, W2, b2, lr):
        self.W1, self.b1, self.W2, self.b2, self.lr = W1, b1, W2, b2, lr

    def step(self, X, Y):
        s1 = X @ self.W1.T + self.b1
        a1 = 5 * np.maximum(0, s1)
        e = 2 * (a1 @ self.W2.T + self.b2 - Y) / len(X)
        d = 5 * (s1 > 0) * (e @ self.W2)
        self.W2 = self.W2 - self.lr * e.T @ a1
        self.b2 = self.b2 - self.lr * e.sum(0)
        self.W1 = self.W1 - self.lr * d.T @ X
        self.b1 = self.b1 - self.lr * d.sum(0)
        return float((e ** 2).sum())

    def params(self):
        return self.W1, self.b1, self.W2, self.b2
"""
RETURNS = "return self.W1, self.b1, self.W2, self.b2"
TRAINERS: dict[str, Changes] = {
    "as it stands": (),
    "a list": ((RETURNS, "return [self.W1, self.b1, self.W2, self.b2]"),),
    "a dict": ((RETURNS, "return {'b2': self.b2, 'W2': self.W2, 'b1': self.b1, 'W1': self.W1}"),),
    "a property": (("    def params", "    @property\n    def params"),),
    "biases as columns": ((RETURNS, "return self.W1, self.b1[:, None], self.W2, self.b2[:, None]"),),
    "tensors": ((RETURNS, "import torch\n        return [torch.tensor(p) for p in (self.W1, self.b1, self.W2, self.b2)]"),),
    "in place": tuple((f"self.{p} = self.{p} - ", f"self.{p} -= ") for p in ("W2", "b2", "W1", "b1")),
    "further arguments": (("b2, lr):", "b2, lr, momentum=0.0):"),),
}  # fmt: skip


@pytest.mark.parametrize("manner", TRAINERS)
def test_manners_of_the_trainer_cost_nothing(manner: str) -> None:
    """Parameters as a tuple, a list, a dict, a property, tensors; changed in place or anew."""
    files = {"two_layer.py": changed(TRAINER, *TRAINERS[manner])}
    assert lost(handed_in(files, homework="two_layer_network", only=["s0.1.1.1a"])) == {}


RETURNED = 'return {"W": W, "b": b, "V": V, "c": c, "losses": losses}'
TRAINED: dict[str, Changes] = {
    "as it stands": (),
    "a tuple": ((RETURNED, "return W, b, V, c, losses"),),
    "further entries": ((RETURNED, RETURNED.replace("losses}", 'losses, "time": 3.0, "model": object()}')),),
    "biases as rows": ((RETURNED, RETURNED.replace('": b,', '": b[None],').replace('": c,', '": c[None],')),),
    "tensors": ((RETURNED, 'import torch\n    return {"W": torch.tensor(W), "b": torch.tensor(b), "V": torch.tensor(V), "c": torch.tensor(c), "losses": torch.tensor(losses)}'),),
    "the global generator": (("rng = np.random.default_rng(seed)", "np.random.seed(seed); rng = np.random"),),
    "bars, prints and plots": (
        ("    for _ in range(epochs):", "    from tqdm.notebook import tqdm\n    import matplotlib.pyplot as plt\n    for _ in tqdm(range(epochs)):\n        print('epoch', _)"),
        (RETURNED, "plt.plot(losses); plt.show()\n    " + RETURNED),
    ),
}  # fmt: skip


@pytest.mark.parametrize("manner", TRAINED)
def test_manners_of_training_cost_nothing(manner: str) -> None:
    """What a training function returns, draws and shows while it runs."""
    text = load_solution(verdicts.ROOT / "softmax_network")["softmax_network.py"]
    files = {"softmax_network.py": changed(text, *TRAINED[manner])}
    only = ["s1.Q4.train", "s1.Q7.1", "s1.Q4.params"]
    assert lost(handed_in(files, homework="softmax_network", only=only)) == {}
