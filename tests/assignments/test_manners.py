"""Manners of real submissions of the modules: what costs nothing, what must cost, what is then said.

Each manner was met in several published solutions; the programs in manners.py are our own.
"""

from __future__ import annotations

import pytest
import verdicts
from manners import LEAKY, MLP, MODULES, Changes, changed, lost, remarks

from grader.types import Result

LINEAR = ["s4.2a.dW", "s4.2a.db", "s4.2a.dX"]
BUILT = [*LINEAR, "s4.2b.ii", "s4.2c.i", "s4.2c.ii"]
"""Items of the modules that the plain program has; it has no tanh."""
NETWORK = ["mlp_numpy.layers", "mlp_numpy.forward", "mlp_numpy.forward_deep",
           "mlp_numpy.no_hidden_layer", "mlp_numpy.backward", "mlp_numpy.backward_again"]  # fmt: skip

SUMMED = "dout.sum(axis=0).reshape(-1, 1)"


def uva(*changes: tuple[str, str], mlp: Changes = (), only: list[str], **more: str) -> Result:
    """Grades the modules and the MLP, with changes, and further files: `mlp_pytorch="..."`."""
    files = {"modules.py": changed(MODULES, *changes), "mlp_numpy.py": changed(MLP, *mlp)}
    files |= {f"{name}.py": text for name, text in more.items()}
    return verdicts.grade_files("modules_and_mlp", files, only=only)


RIGHT_MODULES: dict[str, Changes] = {
    "as it stands": (),
    "weights (in, out), biases as rows": (
        ("(out_features, in_features)", "(in_features, out_features)"),
        ("np.zeros((out_features, 1))", "np.zeros((1, out_features))"),
        ("(self.params['weight'] @ x.T + self.params['bias']).T", "x @ self.params['weight'] + self.params['bias']"),
        ("dout.T @ self.seen", "self.seen.T @ dout"),
        (SUMMED, "dout.sum(axis=0, keepdims=True)"),
        ("dout @ self.params['weight']", "dout @ self.params['weight'].T"),
    ),
    "the keys are called weights": (("'weight'", "'weights'"),),
    "one array is the bias and, at first, its gradient": (
        (
            "self.grads = {'weight': None, 'bias': None}",
            "self.grads = {'weight': np.zeros((3, 4)), 'bias': self.params['bias']}",
        ),
    ),
    "ReLU clears the upstream gradient in place": (
        ("return dout * (self.seen > 0)", "dout[self.seen <= 0] = 0\n    return dout"),
    ),
    "prints in every call": (("    self.seen = x\n", "    print('in', x.shape)\n    self.seen = x\n"),),
    "the module list is kept twice, the loss remembers its constants": (
        ("-np.mean(np.sum(y * np.log(x + 1e-7), axis=1))", "self.loss(x, y, 1e-7)"),
        ("-y / (x + 1e-7)", "-y / (x + self.eps)"),
        (
            "class CrossEntropyModule(object):\n",
            "class CrossEntropyModule(object):\n"
            "  def loss(self, x, y, eps):\n"
            "    self.eps = eps\n"
            "    return -np.mean(np.sum(y * np.log(x + eps), axis=1))\n\n",
        ),
    ),
    "integer labels through the rows of a unit matrix": (
        ("y * np.log", "np.eye(x.shape[1])[y] * np.log"),
        ("-y / ", "-np.eye(x.shape[1])[y] / "),
    ),
}  # fmt: skip


@pytest.mark.parametrize("manner", RIGHT_MODULES)
def test_manners_of_modules_cost_nothing(manner: str):
    """Layouts, keys, shared arrays, prints, label forms: every check of the modules and the MLP passes."""
    assert lost(uva(*RIGHT_MODULES[manner], only=[*BUILT, *NETWORK])) == {}


def test_a_gradient_in_the_shape_of_its_parameter_needs_no_remark():
    """The handout allows a bias of shape (out, 1); another shape than the student's own is told."""
    assert not any("shape" in text for text in remarks(uva(only=LINEAR)))
    flat = uva((SUMMED, "dout.sum(axis=0)"), only=LINEAR)
    assert lost(flat) == {}
    assert any("(3,) came back where (3, 1)" in text for text in remarks(flat))


def test_writing_into_the_upstream_gradient_is_told():
    """It is a matter of style, as the array is of no use to the caller afterwards."""
    result = uva(*RIGHT_MODULES["ReLU clears the upstream gradient in place"], only=["s4.2b.ii"])
    assert any("wrote into dout" in text for text in remarks(result))


@pytest.mark.parametrize(
    "bias",
    ["dout.mean(axis=0).reshape(-1, 1)", "dout", "dout @ np.ones(dout.shape[1])"],
    ids=["averaged", "not summed", "summed over the wrong axis"],
)
@pytest.mark.parametrize("leaky", [False, True], ids=["relu", "leaky"])
def test_a_mistake_of_a_module_costs_nothing_again_in_the_network(bias: str, leaky: bool):
    """The MLP is judged by the student's own modules, also where these leave other shapes behind."""
    changes: Changes = ((SUMMED, bias),)
    mlp: Changes = ()
    if leaky:
        changes += (("class SoftMaxModule", LEAKY.lstrip() + "\nclass SoftMaxModule"),)
        mlp = (
            ("n_classes):", "n_classes, neg_slope):"),
            ("ReLUModule()", "LeakyReLUModule(neg_slope)"),
        )
    result = uva(*changes, mlp=mlp, only=["s4.2a.db", *NETWORK])
    assert set(lost(result)) == {
        "linear.bias_gradient", "linear.bias_gradient_batches", "linear.bias_gradient_again"
    }  # fmt: skip


def test_a_batch_of_one_must_survive_the_whole_network():
    """A squeezed gradient has the right values, but the layer before cannot take it."""
    squeezed = (
        "np.einsum('bi,bij->bj', dout, jacobian)",
        "(dout[:, None, :] @ jacobian).squeeze()",
    )
    assert set(lost(uva(squeezed, only=["s4.2c.i", *NETWORK]))) == {"mlp_numpy.backward_again"}


WRONG_NETWORKS: dict[str, Changes] = {
    "no activation": (
        (
            "      x = activation.forward(linear.forward(x))\n    return x",
            "      x = linear.forward(x)\n    return activation.forward(x)",
        ),
        (
            "    for linear, activation in reversed(self.pairs):\n"
            "      dout = linear.backward(activation.backward(dout))",
            "    dout = self.pairs[-1][1].backward(dout)\n"
            "    for linear, activation in reversed(self.pairs):\n"
            "      dout = linear.backward(dout)",
        ),
    ),
    "one activation object for all layers": (
        ("    self.pairs = []", "    relu = ReLUModule()\n    self.pairs = []"),
        ("width), ReLUModule()))", "width), relu))"),
    ),
    "the list of layers is turned round for good": (
        (
            "    for linear, activation in reversed(self.pairs):",
            "    self.pairs.reverse()\n    for linear, activation in self.pairs:",
        ),
    ),
    "widths taken from the wrong place": (
        ("      n_inputs = width\n", "      n_inputs = n_hidden[0]\n"),
    ),
}


@pytest.mark.parametrize("mistake", WRONG_NETWORKS)
def test_mistakes_of_the_network_are_seen(mistake: str):
    """They stand in published solutions; some of them train well with one hidden layer."""
    result = uva(mlp=WRONG_NETWORKS[mistake], only=NETWORK)
    assert lost(result)
    assert "broken" not in verdicts.statuses(result).values()


TRAIN = (
    "import torch\nfrom mlp_numpy import MLP\n\ndef train(*arguments):\n  return MLP(2, [3], 2)\n"
)


def test_one_network_does_not_stand_in_for_the_other():
    """`from modules import *` must not make the NumPy MLP pass for the missing one in PyTorch."""
    result = uva(only=["s4.4a.acc"])
    told = {check: message for check, message in lost(result).items() if "mlp_torch" in check}
    assert set(told.values()) == {
        "mlp_pytorch.MLP or TorchMLP was looked for; MLP stands in mlp_numpy.py only."
    }


def test_one_training_function_does_not_stand_in_for_the_other():
    """Also where the NumPy one imports torch, for its seed or its data."""
    result = uva(only=["s4.4a.curve", "s4.4a.acc"], train_mlp_numpy=TRAIN)
    told = {message for check, message in lost(result).items() if "train_torch" in check}
    assert told == {
        "train_mlp_pytorch.train or train_torch was looked for; train stands in train_mlp_numpy.py only."
    }


def test_what_is_there_is_what_the_student_wrote():
    """Modules and future features that a file imports do not help to find a misspelt name."""
    result = uva(only=["tanh.forward"])
    (message,) = lost(result).values()
    assert message == (
        "TanhModule is not defined in what was handed in. What is there: "
        "CrossEntropyModule, LinearModule, MLP, ReLUModule, SoftMaxModule."
    )


TORCH = """\
import torch.nn as nn

class MLP(nn.Module):
  def __init__(self, n_inputs, n_hidden, n_classes, use_batch_norm=False):
    super().__init__()
    layers = []
    for width in n_hidden:
      layers += [nn.Linear(n_inputs, width), nn.ELU()]
      n_inputs = width
    self.layers = nn.ModuleList(layers + [nn.Linear(n_inputs, n_classes)])

  def forward(self, x):
    for layer in self.layers:
      x = layer(x)
    return x
"""


def test_probabilities_in_place_of_logits_are_named_whatever_the_activation():
    """The plain one passes; with a softmax at the end the message says what came back."""
    only = ["mlp_torch.forward", "mlp_torch.forward_deep", "mlp_torch.no_hidden_layer"]
    assert lost(uva(only=only, mlp_pytorch=TORCH)) == {}
    ending = ("n_classes)])", "n_classes), nn.Softmax(dim=1)])")
    told = lost(uva(only=only, mlp_pytorch=changed(TORCH, ending)))
    assert set(told) == set(only)
    assert all("These are the probabilities" in message for message in told.values())
