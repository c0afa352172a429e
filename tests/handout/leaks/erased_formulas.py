"""Formulas as shapes: expressions in which every name and every number is rubbed out.

`np.exp(z) / np.exp(z).sum()` has the same shape whatever its variables are called. What a formula
calls of a library stays, because that is what makes it one.
"""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator

CALLS = frozenset(
    "exp log log1p expm1 tanh sin cos sqrt maximum minimum clip where outer dot matmul einsum"
    " sum mean max min argmax prod trace diag square relu sigmoid softmax log_softmax"
    " logsumexp cross_entropy norm solve inv".split()
)
LIBRARIES = frozenset("np numpy jnp torch nn F math".split())
NODES = 7
"""Of a formula, at least. Below that it is what every program says: `np.sum(x, axis=0)`."""
OPERATIONS = 3
"""Of a formula that asks no library: `x1 * w1 + b1 - 1`."""


def formulas(source: str) -> dict[str, str]:
    """Shapes of the formulas in a source text -> one of them as it stands there.

    An expression counts when it multiplies matrices, when it combines numbers and asks a library for
    something that only formulas need, or when it combines numbers several times.
    """
    found: dict[str, str] = {}
    for node in ast.walk(ast.parse(textwrap.dedent(source))):
        if isinstance(node, ast.expr):
            shape = erased(node)
            if _size(node) >= NODES and _is_formula(node):
                found.setdefault(shape, ast.unparse(node))
    return found


def erased(node: ast.AST) -> str:
    """The shape of an expression."""
    if isinstance(node, ast.Name):
        return "_"
    if isinstance(node, ast.Constant):
        return "0"
    if isinstance(node, ast.Call):
        called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        called = node.func.id if isinstance(node.func, ast.Name) else called
        parts = [_operand(node), *node.args, *(k.value for k in node.keywords)]
        inner = ",".join(erased(part) for part in parts if part is not None)
        return f"{called if called in CALLS else '_'}({inner})"
    if isinstance(node, ast.Attribute | ast.Starred):
        return "_" if isinstance(node.value, ast.Name) else f"{erased(node.value)}.{_turned(node)}"
    if isinstance(node, ast.Subscript):
        return f"{erased(node.value)}[]"
    inner = ",".join(erased(c) for c in ast.iter_child_nodes(node) if not _silent(c))
    operator = getattr(node, "op", None)
    return f"{type(operator or node).__name__}({inner})"


def _operand(call: ast.Call) -> ast.expr | None:
    """`x` of `x.sum()`; None of `np.sum(x)`, which is the same with another name in front."""
    value = getattr(call.func, "value", None)
    return None if isinstance(value, ast.Name) and value.id in LIBRARIES else value


def _turned(node: ast.expr) -> str:
    return "T" if getattr(node, "attr", "") == "T" else "_"


def _silent(node: ast.AST) -> bool:
    return isinstance(node, ast.operator | ast.unaryop | ast.expr_context)


def _size(node: ast.AST) -> int:
    return sum(
        isinstance(n, ast.expr) and not (isinstance(n, ast.Constant) and n.value is None)
        for n in ast.walk(node)
    )


def _is_formula(node: ast.AST) -> bool:
    inner = list(ast.walk(node))
    if any(isinstance(n, ast.MatMult) for n in inner):
        return True
    if any(isinstance(n, ast.JoinedStr) or isinstance(getattr(n, "value", 0), str) for n in inner):
        return False
    arithmetic = ast.Mult | ast.Div | ast.Sub | ast.Add | ast.Pow
    combined = sum(isinstance(n, arithmetic) for n in inner)
    return combined >= (1 if CALLS & set(_called(inner)) else OPERATIONS)


def _called(nodes: list[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Call):
            yield getattr(node.func, "attr", "") or getattr(node.func, "id", "")
