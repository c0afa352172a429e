"""Submissions of `softmax_network` that return junk from everywhere: what no check may trip over."""

from __future__ import annotations

JUNK: tuple[str, ...] = (
    "None",
    "''",
    "'0.5'",
    "True",
    "float('nan')",
    "float('-inf')",
    "-7",
    "10 ** 400",
    "1 + 2j",
    "b'bytes'",
    "[]",
    "{}",
    "[[1, 2], [3]]",
    "(None, 'x', [], {}, object())",
    "{'loss': None, 'dW': 'x', 'losses': 5, 'W': [[]], 'b': {}, 'V': 1j, 'c': None}",
    "np.zeros(0)",
    "np.zeros((2, 0, 3))",
    "np.full((3, 2, 5, 4), 0.5)",
    "np.zeros(30_000)",
    "np.array(['a', 'b'])",
    "np.array([None, {}, []], dtype=object)",
    "np.float64('nan')",
    "np.full((2, 3), 1e308)",
    "object()",
    "(lambda *args: None)",
    "iter([1, 2, 3])",
)
"""Expressions; `np` is there."""

FUNCTIONS = (
    "softmax_jacobian",
    "nll_gradient",
    "softmax_nll_gradient",
    "small_network",
    "batch_network",
    "train_network",
    "mean_and_std",
    "compare_learning_rates",
)
ANSWERS = ("forward", "loss", "dW", "db", "dV", "dc")

INSIDE = """\
import numpy as np


def junk():
    return {junk}


def small_network(x, t, W, b, V, c):
    return junk(), junk(), junk(), junk(), junk()


def batch_network(X, T, W, b, V, c):
    return {{"loss": junk(), "dW": junk(), "db": junk(), "dV": junk(), "dc": junk()}}


def train_network(X, T, hidden, lr, batch_size, epochs, seed):
    D, K = X.shape[1], int(T.max()) + 1
    return {{"W": np.zeros((D, hidden)), "b": np.zeros(hidden), "V": np.zeros((hidden, K)),
            "c": np.zeros(K), "losses": junk()}}


def mean_and_std(curves):
    return junk(), junk()


def compare_learning_rates(X, T, X_val, T_val, rates, seed):
    return {{rate: junk() for rate in rates}}, junk()


answers = {{
    "s1.Q3.forward": {{"k": junk(), "h": junk(), "s": junk(), "o": junk()}},
    "s1.Q3.loss": [junk(), junk()],
}}
"""
"""Junk one level down, inside results of the right form."""

WEIGHTS = """\
import numpy as np


def softmax_jacobian(o):
    return np.full((len(o), len(o)), {value})


def nll_gradient(y, c):
    return np.full(len(y), {value})


def softmax_nll_gradient(o, t):
    return np.full(len(o), {value})


def small_network(x, t, W, b, V, c):
    return {value}, *(np.full(p.shape, {value}) for p in (W, b, V, c))


batch_network = small_network


def train_network(X, T, hidden, lr, batch_size, epochs, seed):
    D, K = X.shape[1], int(T.max()) + 1
    W, b, V, c = (np.full(s, {value}) for s in ((D, hidden), hidden, (hidden, K), K))
    return {{"W": W, "b": b, "V": V, "c": c, "losses": [{value}] * (epochs * len(X) // batch_size)}}


def mean_and_std(curves):
    return np.full(len(curves[0]), {value}), np.full(len(curves[0]), {value})


def compare_learning_rates(X, T, X_val, T_val, rates, seed):
    return {{rate: [{value}] * 50 for rate in rates}}, {value}


answers = {{
    "s1.Q3.forward": {{"k": [{value}] * 3, "h": [{value}] * 3, "s": [{value}] * 2, "o": [{value}] * 2}},
    "s1.Q3.loss": [{value}, {value}], "s1.Q3.dW": [[{value}] * 3] * 2, "s1.Q3.db": [{value}] * 3,
    "s1.Q3.dV": [[{value}] * 2] * 3, "s1.Q3.dc": [{value}] * 2,
}}
"""
"""Right shapes, filled with one value that no arithmetic likes."""
UNLIKED = ("1e308", "-1e308", "1e-320", "float('inf')", "float('-inf')", "float('nan')", "1e155")

ZEROS = """\
import numpy as np


def softmax_jacobian(o):
    return np.zeros((len(o), len(o)))


def nll_gradient(y, c):
    return np.zeros(len(y))


def softmax_nll_gradient(o, t):
    return np.zeros(len(o))


def small_network(x, t, W, b, V, c):
    return 0.0, 0 * W, 0 * b, 0 * V, 0 * c


batch_network = small_network


def train_network(X, T, hidden, lr, batch_size, epochs, seed):
    D, K = X.shape[1], int(T.max()) + 1
    steps = epochs * -(-len(X) // batch_size)
    return {"W": np.zeros((D, hidden)), "b": np.zeros(hidden), "V": np.zeros((hidden, K)),
            "c": np.zeros(K), "losses": list(np.linspace(1.6, 0.1, steps))}


def mean_and_std(curves):
    return np.zeros(len(curves[0])), np.zeros(len(curves[0]))


def compare_learning_rates(X, T, X_val, T_val, rates, seed):
    return {rate: list(np.linspace(1.6, 0.1, 50)) for rate in rates}, rates[0]


answers = {
    "s1.Q3.forward": {"k": [0, 0, 0], "h": [0, 0, 0], "s": [0, 0], "o": [0, 0]},
    "s1.Q3.loss": [0, 0], "s1.Q3.dW": [[0, 0, 0], [0, 0, 0]], "s1.Q3.db": [0, 0, 0],
    "s1.Q3.dV": [[0, 0], [0, 0], [0, 0]], "s1.Q3.dc": [0, 0],
}
"""
"""Right shapes, made-up curves, and no work behind them."""


def source(junk: str) -> str:
    """Every function and every answer is one kind of junk."""
    functions = "\n\n".join(f"def {name}(*args):\n    return junk()" for name in FUNCTIONS)
    answers = "\n".join(f'answers["s1.Q3.{name}"] = junk()' for name in ANSWERS)
    return (
        f"import numpy as np\n\n\ndef junk():\n    return {junk}\n\n\n{functions}\n\n\n"
        f"answers = {{}}\n{answers}\n"
    )


def inside(junk: str) -> str:
    """Results of the right form that hold one kind of junk."""
    return INSIDE.format(junk=junk)
