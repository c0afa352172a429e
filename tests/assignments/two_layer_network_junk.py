"""Submissions of `two_layer_network` that return junk, or right shapes with nothing in them.

Every kind of junk in every place: as a function's result, inside the tuple, as the trainer, in its
parameters. All of it evaluates in the student's process.
"""

from __future__ import annotations

JUNK: tuple[str, ...] = (
    "None",
    "'0.5'",
    "True",
    "-7",
    "float('nan')",
    "float('-inf')",
    "10 ** 400",
    "1e308",
    "np.full((4, 5), 1e308)",
    "1 + 2j",
    "[]",
    "{}",
    "[[1, 2], [3]]",
    "(None, 'x', [], {}, object(), 1j, np.nan)",
    "{'s1': None, 'loss': 'x', 'dW1': {}, 'W1': [[]], 'Ja': 3, 'p': object()}",
    "np.zeros((2, 0, 3))",
    "np.full((3, 2, 5, 4), 0.5)",
    "np.zeros(300_000)",
    "np.array(['a', 'b'])",
    "np.array([None, {}, []], dtype=object)",
    "object()",
    "(lambda *args: None)",
    "torch.zeros(2, 3)",
    "iter([1, 2, 3])",
)
"""Expressions; `np` and `torch` are there."""

COUNTS = {
    "forward_regression": 5,
    "local_jacobians": 5,
    "jacobians_regression": 3,
    "gradients_regression": 4,
    "classification_squared_error": 7,
    "classification_bce": 7,
    "softargmax": 2,
}
"""Function -> number of its results."""

_TRAINER = """
class TwoLayerTrainer:
    def __init__(self, W1, b1, W2, b2, lr):
        self.given = [W1, b1, W2, b2]

    def step(self, X, Y):
        {step}

    def params(self):
        return {params}
"""

PLACES: dict[str, str] = {
    "as the result": "".join(f"\ndef {name}(*args):\n    return junk()\n" for name in COUNTS)
    + "\ndef TwoLayerTrainer(*args):\n    return junk()\n",
    "inside the results": "".join(
        f"\ndef {name}(*args):\n    return [junk() for _ in range({n})]\n"
        for name, n in COUNTS.items()
    )
    + _TRAINER.format(step="pass", params="[junk() for _ in range(4)]"),
    "after the first step": _TRAINER.format(
        step="self.given = [junk() for _ in range(4)]", params="self.given"
    ),
}
"""Where -> the source, which calls `junk()`."""


def source(junk: str, place: str) -> str:
    """One submission."""
    return (
        f"import numpy as np\nimport torch\n\n\ndef junk():\n    return {junk}\n\n{PLACES[place]}"
    )


def lazy(kind: str) -> str:
    """Every result in its right shape: zeros, ones, or random numbers; a trainer that does nothing."""
    fill = {"zeros": "np.zeros(s)", "ones": "np.ones(s)", "chance": "np.random.randn(*s)"}[kind]
    shapes = {
        "forward_regression": "(D,), (D,), (K,), (K,), ()",
        "local_jacobians": "(K, D), (K, K, D), (K, K), (D, D, N), (D, D)",
        "gradients_regression": "(D, N), (D,), (K, D), (K,)",
        "classification_squared_error": "(D,), (K,), (), (D, N), (D,), (K, D), (K,)",
        "classification_bce": "(), (K,), (K,), (D, N), (D,), (K, D), (K,)",
    }
    text = [
        "import numpy as np\n\n\ndef fill(*shapes):\n    return [" + fill + " for s in shapes]\n"
    ]
    for name, result in shapes.items():
        local = name == "local_jacobians"
        head = "x, a1, W2" if local else "x, y, W1, b1, W2, b2"
        sizes = "len(x), len(a1), len(W2)" if local else "len(x), len(b1), len(b2)"
        text.append(
            f"def {name}({head}):\n    N, D, K = {sizes}\n    return fill({result})\n",
        )
    text.append(
        "def jacobians_regression(s1, s2, yt, y):\n    D, K = len(s1), len(y)\n"
        "    return fill((D, D), (K, K), (K,))\n"
    )
    text.append("def softargmax(x, beta):\n    return fill((len(x),), ())\n")
    return "\n\n".join(text) + _TRAINER.format(step="pass", params="self.given")
