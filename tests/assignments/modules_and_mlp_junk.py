"""Submissions of `modules_and_mlp` that return junk: what no check may trip over, and none may pass.

Every kind of junk in every place a check looks at. All of it evaluates in the student's process.
"""

from __future__ import annotations

JUNK: tuple[str, ...] = (
    "None",
    "'0.5'",
    "True",
    "-7",
    "float('nan')",
    "10 ** 400",
    "1e308",
    "float('-inf')",
    "np.full((5, 3), 1e308)",
    "1 + 2j",
    "[]",
    "{}",
    "[[1, 2], [3]]",
    "(None, 'x', [], {}, object(), 1j, np.nan)",
    "{'loss': None, 'val_accuracy': 'x', 'model': 3, 'weight': {}}",
    "np.zeros((2, 0, 3))",
    "np.full((3, 2, 5, 4), 0.5)",
    "np.zeros(300_000)",
    "np.array([None, {}, []], dtype=object)",
    "np.array(['a', 'b'])",
    "object()",
    "(lambda *args: None)",
    "torch.zeros(2, 3)",
    "type('List', (list,), {'__len__': lambda self: 3})([1, 2])",
)
"""Expressions; `np` and `torch` are there."""

_FUNCTIONS = (
    *("quadratic_form_gradient", "trace_product_gradient", "norm_gradient", "trace_gradient"),
    *("relu_second_moment", "linear_schedule", "learning_rate_grid", "learning_rate_sweep"),
    *("best_learning_rate", "train_numpy", "train_torch"),
)
_CLASSES = (
    *("LinearModule", "TanhModule", "ReLUModule", "SoftMaxModule", "CrossEntropyModule"),
    *("NumpyMLP", "TorchMLP"),
)
_MODULE = """
class {name}:
    def __init__(self, *args):
        pass

    def forward(self, *args):
        return junk()

    def backward(self, *args):
        return junk()
"""
_LINEAR = """
class LinearModule:
    def __init__(self, n_in, n_out, input_layer=False):
        self.params = {{"weight": {weight}, "bias": {bias}}}
        self.grads = {{"weight": junk(), "bias": junk()}}

    def forward(self, x):
        return {forward}

    def backward(self, dout):
        return {backward}
"""
_NUMPY_MLP = """
class NumpyMLP:
    def __init__(self, n_inputs, n_hidden, n_classes):
        sizes = [n_inputs, *n_hidden, n_classes]
        self.layers = [LinearModule(a, b) for a, b in zip(sizes, sizes[1:])]

    def forward(self, x):
        return {forward}

    def backward(self, dout):
        return junk()
"""
_TORCH_MLP = """
class TorchMLP(torch.nn.Module):
    def __init__(self, n_inputs, n_hidden, n_classes):
        super().__init__()
        sizes = [n_inputs, *n_hidden, n_classes]
        self.layers = torch.nn.ModuleList(torch.nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))

    def forward(self, x):
        return {forward}
"""
_SHAPED = {"weight": "np.ones((n_out, n_in))", "bias": "np.ones(n_out)"}
_UNIFORM = "np.full((len(x), self.layers[-1].params['weight'].shape[0]), 0.1)"
_RIGHT_LINEAR = _LINEAR.format(
    **_SHAPED,
    forward="x @ self.params['weight'].T + self.params['bias']",
    backward="dout @ self.params['weight']",
)
_TRAIN = """
def train_numpy(hidden_dims, lr, batch_size, epochs, seed, data):
    return {returned_numpy}


def train_torch(hidden_dims, lr, batch_size, epochs, seed, data):
    return {returned_torch}
"""
_MODEL = "({name}(data['train'][0].shape[1], hidden_dims, 10), {rest})"
_SWEEP = """
def learning_rate_sweep(data, rates, seed):
    return {rate: %s for rate in rates}
"""
_INSIDE = "junk(), junk(), {'loss': junk()}"
_CURVES = "[junk()] * epochs, junk(), {'loss': [2.3, junk(), 0.1]}"

TRAINING = ("s4.3.acc", "s4.3.curve", "s4.4a.acc", "s4.4a.curve", "s4.4b.iii.fig", "s4.4b.iv.1", "s4.4b.iv.2")  # fmt: skip
LINEAR = ("s4.2a.dW", "s4.2a.db", "s4.2a.dX", "s4.3.acc")

PLACES: dict[str, tuple[str, tuple[str, ...] | None]] = {
    "from every function, no class": (
        "".join(f"\ndef {name}(*args):\n    return junk()\n" for name in (*_FUNCTIONS, *_CLASSES)),
        None,
    ),
    "from every method": (
        "".join(_MODULE.format(name=name) for name in _CLASSES[1:5])
        + _LINEAR.format(**_SHAPED, forward="junk()", backward="junk()")
        + _NUMPY_MLP.format(forward="junk()")
        + _TORCH_MLP.format(forward="junk()")
        + _TRAIN.format(
            returned_numpy=_MODEL.format(name="NumpyMLP", rest=_INSIDE),
            returned_torch=_MODEL.format(name="TorchMLP", rest=_INSIDE),
        )
        + _SWEEP % "{'loss': junk(), 'val_accuracy': junk()}",
        None,
    ),
    "in the parameters": (
        _LINEAR.format(weight="junk()", bias="junk()", forward="x", backward="dout")
        + _NUMPY_MLP.format(forward="junk()"),
        LINEAR,
    ),
    "in the biases": (
        _LINEAR.format(weight="np.ones((n_out, n_in))", bias="junk()", forward="x", backward="dout")
        + _NUMPY_MLP.format(forward=_UNIFORM),
        LINEAR,
    ),
    "beside models that do nothing": (
        _RIGHT_LINEAR
        + _NUMPY_MLP.format(forward=_UNIFORM)
        + _TORCH_MLP.format(forward="torch.zeros(len(x), self.layers[-1].out_features)")
        + _TRAIN.format(
            returned_numpy=_MODEL.format(name="NumpyMLP", rest=_CURVES),
            returned_torch=_MODEL.format(name="TorchMLP", rest=_CURVES),
        )
        + _SWEEP % "{'loss': [2.3, junk()], 'val_accuracy': [0.1, junk()]}",
        TRAINING,
    ),
    "instead of models": (
        _TRAIN.format(
            returned_numpy="(junk(), [0.9] * epochs, 0.9, {'loss': [2.3, 1.0, 0.1] * 40})",
            returned_torch="(junk(), [0.9] * epochs, 0.9, {'loss': [2.3, 1.0, 0.1] * 40})",
        )
        + _SWEEP % "junk()",
        TRAINING,
    ),
}
"""Place -> the source, and the items to grade (None for all)."""

RIGHT_ALL_THE_SAME = {"mlp_numpy.layers", "mlp_torch.layers"}
"""What networks earn whose layers are right and whose methods are junk."""


def source(junk: str, place: str) -> str:
    """A submission with one kind of junk in one place."""
    head = f"import numpy as np\nimport torch\n\n\ndef junk():\n    return {junk}\n"
    return head + PLACES[place][0]
