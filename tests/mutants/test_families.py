"""Each family makes the mistakes it is named for, and few."""

from __future__ import annotations

import ast
import textwrap

import pytest

from grader.mutants import mutants
from grader.mutants.families import FAMILIES, MOST

HEAD = "import numpy as np\ndef f(x, y, d, rng, model, optimizer):\n"


def made(body: str, family: str) -> set[str]:
    """The body of a function after each mutant of a family, as Python would write it."""
    source = HEAD + textwrap.indent(body, "    ")
    return {_body(m.source) for m in mutants("f.py", source) if m.family == family}


def _body(source: str) -> str:
    return "\n".join(ast.unparse(s) for s in ast.parse(source).body[1].body)


EXAMPLES = [
    ("arithmetic", "return x + y", {"return x - y"}),
    ("arithmetic", "return x - y", {"return x + y"}),
    ("arithmetic", "return x * y", {"return x / y"}),
    ("arithmetic", "return x / y", {"return x * y", "return y / x"}),
    ("arithmetic", "return x ** 2", {"return x * 2"}),
    ("arithmetic", "return x @ y", {"return x * y"}),
    ("arithmetic", "z = 0\nz -= y", {"z = 0\nz += y"}),
    ("arithmetic", "return x + 1e-12", set()),
    ("arithmetic", "return 'a' + x", set()),
    ("comparison", "return x > 0", {"return x >= 0", "return x < 0"}),
    ("comparison", "return x == y", {"return x != y"}),
    ("comparison", "return x is None", {"return x is not None"}),
    ("comparison", "return x not in y", {"return x in y"}),
    ("boolean", "return x and y", {"return x or y"}),
    ("boolean", "return not x", {"return x"}),
    ("boolean", "return f(x, shuffle=True)", {"return f(x, shuffle=False)"}),
    ("boolean", "return x if y > 0 else d", {"return d if y > 0 else x"}),
    ("boolean", "return x & y", {"return x | y"}),
    ("boolean", "if x:\n    y = 2\n", {"if not x:\n    y = 2"}),
    ("constant", "z = 0", {"z = 1"}),
    ("constant", "z = 1", {"z = 0", "z = 2"}),
    ("constant", "z = 0.5", {"z = 1.0"}),
    ("constant", "z = -3.0", {"z = -6.0"}),
    ("constant", "z = 1e-12", {"z = 0.0", "z = 0.1"}),
    ("constant", "return x + 1", {"return x + 2"}),
    ("constant", "return 0.5 * x", {"return 1.5 * x"}),
    ("constant", "d[x] -= 1.0", {"d[x] -= 2.0"}),
    ("constant", "z = 1e30", {"z = 0.0"}),
    ("constant", "return x[0]", set()),
    ("constant", "return x.sum(0)", set()),
    ("sign", "return -x", {"return x"}),
    ("sign", "return x - y", {"return y - x"}),
    ("sign", "return x * y", {"return -(x * y)"}),
    ("sign", "z = np.sum(x)", {"z = -np.sum(x)"}),
    ("sign", "z = 0.7", {"z = -0.7"}),
    ("sign", "return {'W': x @ y}", {"return {'W': -(x @ y)}"}),
    ("sign", "z = np.zeros(3)", set()),
    ("sign", "z = MLP([32], 2)", set()),
    ("sign", "d[x] -= 1.0", set()),
    ("sign", "return (x - y) * d", {"return (y - x) * d"}),
    ("dropped term", "return x + y", {"return x", "return y"}),
    ("dropped term", "return x - y", {"return x"}),
    ("dropped term", "return 1 - y", {"return -y"}),
    ("dropped term", "x.total += y", {"x.total = y"}),
    ("dropped factor", "return x * y", {"return x", "return y"}),
    ("dropped factor", "return 2 * x", {"return x"}),
    ("dropped factor", "return x ** 2", {"return x"}),
    ("dropped factor", "return x / y", {"return x"}),
    ("missing N", "return x / len(y)", {"return x"}),
    ("missing N", "return x / x.shape[0]", {"return x"}),
    ("missing N", "x.g /= d", {"pass"}),
    ("missing N", "return np.mean(x)", {"return np.sum(x)"}),
    ("missing N", "return x.sum()", {"return x.mean()"}),
    ("missing N", "return f(x, reduction='mean')", {"return f(x, reduction='sum')"}),
    ("axis", "return np.sum(x, axis=0)", {"return np.sum(x, axis=1)", "return np.sum(x)"}),
    ("axis", "return x.max(axis=-1)", {"return x.max(axis=0)", "return x.max()"}),
    ("axis", "return np.sum(x, 1)", {"return np.sum(x, 0)", "return np.sum(x)"}),
    ("axis", "return x.sum(0)", {"return x.sum(1)", "return x.sum()"}),
    ("axis", "return x.argmax(dim=1)", {"return x.argmax(dim=0)", "return x.argmax()"}),
    (
        "axis",
        "return x.sum(axis=1, keepdims=True)",
        {
            "return x.sum(axis=0, keepdims=True)",
            "return x.sum(keepdims=True)",
            "return x.sum(axis=1)",
        },
    ),
    ("transpose", "return x.T", {"return x"}),
    ("transpose", "return np.transpose(x)", {"return x"}),
    ("transpose", "return x.transpose(1, 0)", {"return x"}),
    ("transpose", "return x @ y", {"return y @ x"}),
    ("transpose", "return x @ W", {"return W @ x", "return x @ W.T"}),
    ("transpose", "return W @ x", {"return x @ W", "return W.T @ x"}),
    ("transpose", "return x.T @ y", {"return x @ y", "return y @ x.T"}),
    (
        "transpose",
        "return x.T @ d['W']",
        {"return x @ d['W']", "return d['W'] @ x.T", "return x.T @ d['W'].T"},
    ),
    ("transpose", "return np.dot(x, y)", {"return np.dot(y, x)"}),
    ("transpose", "return x.dot(y)", {"return y.dot(x)"}),
    ("transpose", "return np.outer(x, x)", set()),
    ("transpose", "return x[:, None]", {"return x[None, :]"}),
    (
        "transpose",
        "return np.einsum('ij,jk->ik', x, y)",
        {"return np.einsum('ij,jk->ki', x, y)"},
    ),
    ("swapped arguments", "return f(x, y)", {"return f(y, x)"}),
    ("swapped arguments", "return f(x, y, d)", {"return f(y, x, d)", "return f(x, d, y)"}),
    ("swapped arguments", "return rng.normal(x, (2, 3))", set()),
    ("swapped arguments", "return max(x, y)", set()),
    ("swapped arguments", "return isinstance(x, y)", set()),
    ("swapped arguments", "return np.where(x, y, d)", {"return np.where(x, d, y)"}),
    ("swapped arguments", "return np.zeros((x, y))", {"return np.zeros((y, x))"}),
    ("swapped arguments", "return (x, y)", {"return (y, x)"}),
    ("swapped arguments", "return (x, y, d)", {"return (y, x, d)", "return (x, d, y)"}),
    ("swapped arguments", "a, b = x.shape", {"b, a = x.shape"}),
    ("function replaced", "return np.max(x)", {"return np.min(x)", "return np.mean(x)"}),
    ("function replaced", "return max(x, y)", {"return min(x, y)"}),
    ("function replaced", "return np.maximum(0, x)", {"return np.minimum(0, x)"}),
    ("function replaced", "return np.zeros(x)", {"return np.ones(x)"}),
    ("function replaced", "return np.sin(x)", {"return np.cos(x)"}),
    ("function replaced", "return np.argmax(x)", {"return np.argmin(x)"}),
    ("function replaced", "return np.exp(x)", {"return x"}),
    ("function replaced", "return np.log(x)", {"return x"}),
    ("function replaced", "return x.reshape(-1)", {"return x"}),
    ("function replaced", "return nn.ReLU()", {"return nn.Identity()"}),
    ("off by one", "return range(x)", {"return range(x - 1)", "return range(1, x)"}),
    ("off by one", "for _ in range(x): f()", {"for _ in range(x - 1):\n    f()"}),
    ("off by one", "return range(0, x, y)", {"return range(1, x, y)"}),
    ("off by one", "return range(1, x)", {"return range(2, x)", "return range(1, x - 1)"}),
    ("off by one", "return np.arange(x)", {"return np.arange(x) - 1"}),
    ("off by one", "return x[0]", {"return x[1]"}),
    ("off by one", "return x[2]", {"return x[1]"}),
    ("off by one", "return x[-1]", {"return x[-2]"}),
    ("off by one", "return x[1:]", {"return x[2:]"}),
    ("off by one", "return x[:-1]", {"return x[:-2]"}),
    ("off by one", "return x[:y]", {"return x[:y - 1]"}),
    ("off by one", "return x[::-1]", {"return x"}),
    ("skipped statement", "model.g = x", {"pass"}),
    ("skipped statement", "d[x] = 0", {"pass"}),
    ("skipped statement", "x -= y", {"pass"}),
    ("skipped statement", "x = x - y", {"pass"}),
    ("skipped statement", "x = np.asarray(x)", set()),
    ("skipped statement", "z = y", set()),
    ("skipped statement", "optimizer.zero_grad()", {"pass"}),
    (
        "skipped statement",
        "for z in x:\n    pass\n",
        {"for z in list(x)[:1]:\n    pass", "for z in []:\n    pass"},
    ),
    ("skipped statement", "while x < y:\n    x += 1\n", {"while False:\n    x += 1"}),
    ("in-place write", "x = x - y", {"x -= y"}),
    ("in-place write", "z = 1\nz = z - y", set()),
    ("in-place write", "z = x.copy()", {"z = x"}),
    ("in-place write", "z = np.copy(x)", {"z = x"}),
    ("in-place write", "z = copy.deepcopy(model)", {"z = model"}),
    ("in-place write", "z = np.array(x, dtype=float)", {"z = np.asarray(x, dtype=float)"}),
    ("wrong return", "return (x, y)", {"return x"}),
    ("wrong return", "return x", set()),
    ("shuffle dropped", "return rng.permutation(x)", {"return np.arange(x)"}),
    ("shuffle dropped", "return rng.permutation(range(x))", {"return range(x)"}),
    ("shuffle dropped", "return torch.randperm(x)", {"return torch.arange(x)"}),
    ("shuffle dropped", "rng.shuffle(x)", {"pass"}),
    ("shuffle dropped", "return rng.choice(x, y)", {"return np.arange(y)"}),
]


@pytest.mark.parametrize(("family", "body", "expected"), EXAMPLES)
def test_a_family_makes_its_mistakes(family: str, body: str, expected: set[str]) -> None:
    """Exactly these mutants come of this statement, whatever other families add."""
    assert made(body, family) == expected


def test_every_family_has_an_example() -> None:
    """No family is in the list without being shown above."""
    assert {name for name, _ in FAMILIES} == {family for family, _, _ in EXAMPLES}


@pytest.mark.parametrize(
    ("body", "left_out"),
    [
        ("while x < 3:\n    x += 1\n", "while x < 3:\n    pass"),
        ("while x < 3:\n    x += 1\n", "while x < 3:\n    x -= 1"),
        ("while x:\n    break\n", "while x:\n    pass"),
    ],
)
def test_no_mutant_makes_an_endless_loop_of_a_counter(body: str, left_out: str) -> None:
    """What a `while` waits for is not touched."""
    source = HEAD + textwrap.indent(body, "    ")
    assert left_out not in {_body(m.source) for m in mutants("f.py", source)}


def test_a_node_has_few_mutants() -> None:
    """A crowded expression gives the most telling ones only."""
    source = HEAD + "    return f(x.max(axis=1, keepdims=True))\n"
    of_max = [m for m in mutants("f.py", source) if ".max(" in m.change or "axis" in m.change]
    assert len(of_max) <= MOST + 1  # the number of the axis is a node of its own
