"""Submissions of `network_basics` that return junk from everywhere: what no check may trip over.

Every kind of junk in every place: as a function's result, as an answer, inside the tuple that `loss`
returns, inside `params`, in the history. All of it evaluates in the student's process.
"""

from __future__ import annotations

JUNK: tuple[str, ...] = (
    "None",
    "''",
    "'0.4'",
    "False",
    "float('nan')",
    "float('inf')",
    "-7",
    "1e308",
    "10 ** 400",
    "1 + 2j",
    "b'bytes'",
    "[]",
    "{}",
    "()",
    "[[1, 2], [3]]",
    "[float('nan')] * 8",
    "(None, 'x', [], {}, object(), 1j, 10 ** 400, np.nan)",
    "{'x1': None, 'loss': None, 'grads': {'W1': 'x'}, 'loss_history': 5}",
    "np.zeros(0)",
    "np.zeros((2, 0, 3))",
    "np.full((3, 2, 5, 4), 0.5)",
    "np.zeros(30_000)",
    "np.array(['a', 'b'])",
    "np.array([None, {}, []], dtype=object)",
    "np.array('2024-03-12', dtype='datetime64[D]')",
    "np.float64('nan')",
    "object()",
    "(lambda *args: None)",
    "iter([1, 2, 3])",
    "type('List', (list,), {'__len__': lambda self: 3})([1, 2])",
)
"""Expressions; `np` is there."""

FUNCTIONS = (
    "residual_block",
    "layer_outputs",
    "parameter_count",
    "softmax_jacobian",
    "softmax_cross_entropy_gradient",
)

_RIGHT_PARAMS = """\
class TwoLayerNet:
    def __init__(self, D, H, C, std=1e-4):
        self.params = {
            "W1": std * np.random.randn(D, H), "b1": np.zeros(H),
            "W2": std * np.random.randn(H, C), "b2": np.zeros(C),
        }
"""

NETS: dict[str, str] = {
    "no class": "def TwoLayerNet(*args):\n    return junk()\n",
    "no dict params": "class TwoLayerNet:\n    def __init__(self, *args):\n        self.params = junk()\n",
    "junk in params": (
        "class TwoLayerNet:\n    def __init__(self, *args):\n"
        "        self.params = {k: junk() for k in ('W1', 'b1', 'W2', 'b2')}\n"
    ),
    "junk from methods": _RIGHT_PARAMS
    + """\

    def loss(self, X, y=None, reg=0.0):
        return junk()

    def train(self, *args, **kwargs):
        return junk()

    def predict(self, X):
        return junk()
""",
    "junk inside the results": _RIGHT_PARAMS
    + """\

    def loss(self, X, y=None, reg=0.0):
        if y is None:
            return [junk()] * len(X)
        return junk(), {k: junk() for k in self.params}

    def train(self, *args, **kwargs):
        self.params = {k: junk() for k in self.params}
        return {"loss_history": junk()}

    def predict(self, X):
        return [junk()] * len(X)
""",
    "junk instead of gradients": _RIGHT_PARAMS
    + """\

    def loss(self, X, y=None, reg=0.0):
        return 1.0, junk()

    def train(self, *args, **kwargs):
        return {"loss_history": [1.0, junk()]}

    def predict(self, X):
        return np.full(len(X), np.nan)
""",
}
"""Place -> a TwoLayerNet with junk in that place."""

LAZY = {
    "nothing": """\

    def loss(self, X, y=None, reg=0.0):
        if y is None:
            return np.zeros((len(X), len(self.params["b2"])))
        return 0.0, {k: np.zeros_like(v) for k, v in self.params.items()}

    def train(self, X, *args, **kwargs):
        return {"loss_history": [0.0, 0.0]}

    def predict(self, X):
        return np.zeros(len(X), dtype=int)
""",
    "chance": """\

    def loss(self, X, y=None, reg=0.0):
        if y is None:
            return np.random.randn(len(X), len(self.params["b2"]))
        return np.log(len(self.params["b2"])), {k: np.random.randn(*v.shape) for k, v in self.params.items()}

    def train(self, X, *args, **kwargs):
        for k in self.params:
            self.params[k] += np.random.randn(*self.params[k].shape)
        return {"loss_history": list(np.linspace(1.1, 0.4, 40))}

    def predict(self, X):
        return np.random.randint(0, len(self.params["b2"]), len(X))
""",
}
"""Methods that return plausible shapes without any work behind them."""

RIGHT_ALL_THE_SAME = {"net_loss.parameters", "net_loss.initial_weights"}
"""What a network earns whose parameters are right and whose methods are junk."""


def lazy(kind: str) -> str:
    """A network of right shapes and no content; everything else is missing."""
    return "import numpy as np\n\n\n" + _RIGHT_PARAMS + LAZY[kind]


def source(junk: str, net: str) -> str:
    """A submission that returns one kind of junk, with one of NETS."""
    lines = ["import numpy as np", "", "", "def junk():", f"    return {junk}", "", ""]
    lines += ["answers = {f's3.{item}': junk() for item in (", "    'T1.x1', 'T1.y1', 'T1.z',"]
    lines += ["    'T1.dw0', 'T1.dw1', 'T1.db0', 'T1.db1', 'T2.A', 'T2.B', 'T2.C', 'T3')}", "", ""]
    for name in FUNCTIONS:
        lines += [f"def {name}(*args):", "    return junk()", "", ""]
    return "\n".join(lines) + "\n" + NETS[net]
