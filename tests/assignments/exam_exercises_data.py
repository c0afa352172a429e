"""Data of the tests of `exam_exercises`: networks for the lines, layouts of the tables, junk from everywhere.

Sources of submissions, as text; `np` is there where a piece needs it.
"""

from __future__ import annotations

FUNCTIONS = (
    "sigmoid_neuron_gradient",
    "gradient_norm_and_bound",
    "gradient_descent",
    "sin_cos_graph",
    "line_network",
    "stable_softmax",
    "collapse_linear",
    "activation_slopes",
    "edge_derivatives",
    "two_branch_gradient",
    "two_branch_sizes",
)
ANSWERS = (
    *("s2.0706.forward", "s2.0706", "s2.0706.steps", "s2.lin.a"),
    *("s2.0901.mid", "s2.0901.x1", "s2.0901.x2", "s2.0901.x3"),
    *("s2.0708.a1", "s2.0708.a2", "s2.0708.b", "s2.0616.mid", "s2.0616.x"),
)

_HEAD = "import numpy as np\n\n\ndef sigma(v):\n    return 1 / (1 + np.exp(-v))\n\n\n"


def network(body: str) -> str:
    """A submission whose line_network is one expression of x1, x2, x3, x4, or a few lines."""
    lines = body.strip().splitlines()
    lines[-1] = f"return {lines[-1]}"
    text = "\n    ".join(["x1, x2, x3, x4 = x", *lines])
    return f"{_HEAD}def line_network(x):\n    {text}\n"


SEPARATES = {
    "AND of each column, then OR": "int(int(x1 + x3 > 1.5) + int(x2 + x4 > 1.5) > 0.5)",
    "truth values": "bool((x1 > 0.5 and x3 > 0.5) or (x2 > 0.5 and x4 > 0.5))",
    "thresholds at the sum of two pixels": "float(x1 + x3 >= 2) + float(x2 + x4 >= 2)",
    "thresholds at one pixel": "float(x1 + x3 > 1) + float(x2 + x4 > 1)",
    "ReLU columns, linear output": "max(0, x1 + x3 - 1) + max(0, x2 + x4 - 1) - 0.5",
    "steep sigmoids": "sigma(20 * sigma(20 * (x1 + x3) - 30) + 20 * sigma(20 * (x2 + x4) - 30) - 10)",
    "two ReLUs of the detector": "u = x1 - x2 + x3 - x4\nmax(0, u) + max(0, -u)",
    "tanh hidden, tanh output": (
        "h = np.tanh(3 * (x1 + x3 - 1.5)), np.tanh(3 * (x2 + x4 - 1.5))\nnp.tanh(3 * (h[0] + h[1] + 1))"
    ),
    "one squaring unit": "(x1 - x2 + x3 - x4) ** 2",
    "product units": "np.array([[x1 * x3 + x2 * x4]])",
    "in float32, large numbers": "np.float32(1e6) * np.abs(np.float32(x1 - x2 + x3 - x4)) + np.float32(1e6)",
}
"""Networks that tell the classes apart."""

DOES_NOT_SEPARATE = {
    "the sheet's": "sigma(sigma(x1 + x3 - x2 - x4) - sigma(x1 + x2 - x3 - x4))",
    "the sheet's with large weights": (
        "sigma(20 * sigma(x1 + x3 - x2 - x4) - 20 * sigma(x1 + x2 - x3 - x4) - 5)"
    ),
    "the sheet's with positive weights": "sigma(sigma(x1 + x3 - x2 - x4) + sigma(x1 + x2 - x3 - x4))",
    "a linear unit": "x1 + x3 - x2 - x4",
    "least squares": "0.5 + 1e-16 * (x1 - x2)",
    "rounding decides": "(0.1 + 0.2) * x1 * x3 + 0.3 * (x2 * x4 + x1 * x2 + x3 * x4) + 0.0 * x1",
    "classes swapped": "-abs(x1 - x2 + x3 - x4)",
    "only the left column": "x1 * x3",
    "OR in the columns": "max(x1, x3) * max(x2, x4) + min(1, x1 + x2 + x3 + x4)",
    "constant": "0.5",
    "always infinite": "np.inf",
    "infinite for one class": "np.inf if x1 == x3 else 0.0",
    "nearly touching": "100 * x1 * x3 + 0.1 * x2 * x4",
    "flat sigmoids": "sigma(sigma(x1 + x3) + sigma(x2 + x4) - 1)",
    "two numbers": "np.array([1.0, 0.0]) if x1 == x3 else np.array([0.0, 1.0])",
    "a word": "'vertical' if x1 == x3 else 'horizontal'",
}
"""What lies between is no separation of the classes."""

T, B, Y = [0.84, 0.98, 0.92, 0.97, 0.94], [0.54, 0.19, 0.39, 0.26, 0.33], 0.31
"""The hand calculation at x = 1, rounded to two decimals step by step."""
PAIRS = [[t, b] for t, b in zip(T, B, strict=True)]
FORWARD_LAYOUTS: dict[str, object] = {
    "flat": [v for pair in PAIRS for v in pair] + [Y],
    "pairs": [*PAIRS, Y],
    "one list of each": [T, B, Y],
    "sines, then cosines": [*T, *B, Y],
    "tuple of tuples": (tuple(T), tuple(B), Y),
    "by letter": {"t": T, "b": B, "y": Y},
    "by name": {f"{x}{k + 1}": v for k, pair in enumerate(PAIRS) for x, v in zip("tb", pair, strict=True)}
    | {"y": Y},
    "by layer": {f"h{k + 1}": pair for k, pair in enumerate(PAIRS)} | {"output": Y},
    "by number": {k + 1: {"t": t, "b": b} for k, (t, b) in enumerate(PAIRS)} | {"y": Y},
    "with the sums": {"S": [1, 1.38, 1.17, 1.31, 1.23], "t": T, "b": B, "y": Y},
}  # fmt: skip

ADJOINTS = [0.23, -0.29, 0.55, -0.77]
"""Of layers 1 to 4; both nodes of a layer have the same."""
BACKWARDS = [0.33, 0.94, *(v for a in ADJOINTS[::-1] for v in (a, a))]
STEPS_LAYOUTS: dict[str, object] = {
    "flat": BACKWARDS,
    "with dy/dx": [*BACKWARDS, -0.07],
    "from the input": [v for a in ADJOINTS for v in (a, a)] + [0.33, 0.94],
    "pairs": [[0.33, 0.94], *([a, a] for a in ADJOINTS[::-1])],
    "one for both": [0.33, 0.94, *ADJOINTS[::-1]],
    "one for both, from the input": [*ADJOINTS, 0.33, 0.94],
    "pair and numbers": [[0.33, 0.94], *ADJOINTS[::-1], -0.07],
    "by layer": {"h5": (0.33, 0.94), **{f"h{k + 1}": a for k, a in enumerate(ADJOINTS)}},
    "by name": {"dy/dt5": 0.33, "dy/db5": 0.94}
    | {f"dy/d{x}{k + 1}": a for k, a in enumerate(ADJOINTS) for x in "tb"},
    "by letter": {"t": [*ADJOINTS, 0.33], "b": [*ADJOINTS, 0.94]},
    "with dots": {"t5_dot": 0.33, "b5_dot": 0.94}
    | {f"{x}{k + 1}_dot": a for k, a in enumerate(ADJOINTS) for x in "tb"},
}


def junk_source(junk: str) -> str:
    """A submission that gives one kind of junk for everything."""
    lines = ["import numpy as np", "", "", "def junk(*args):", f"    return {junk}", "", ""]
    lines += [f"answers = {{item: junk() for item in {ANSWERS}}}"]
    lines += [f"{name} = junk" for name in FUNCTIONS]
    return "\n".join(lines) + "\n"


def junk_inside_source(junk: str) -> str:
    """A submission that gives the right number of results, each of them junk."""
    sizes = (2, 2, 2, 2, 1, 3, 2, 4, 3, 3, 3)
    lines = ["import numpy as np", "", "", "def junk():", f"    return {junk}", "", ""]
    numbers = (11, 1, 10, 4, 7, 1, 1, 1, 3, 3, 3, 7, 3)
    for item, n in zip(ANSWERS, numbers, strict=True):
        lines.append(f"answers = {{**globals().get('answers', {{}}), {item!r}: [junk()] * {n}}}")
    for name, n in zip(FUNCTIONS, sizes, strict=True):
        lines.append(f"{name} = lambda *args: [junk() for _ in range({n})]")
    return "\n".join(lines) + "\n"
