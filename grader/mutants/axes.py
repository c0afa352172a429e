"""The wrong axis, or none."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from grader.mutants.places import Place, called
from grader.mutants.rewrite import Edit, replace
from grader.mutants.syntax import integer_of, number, without_keyword

_OTHER: Mapping[int, int] = MappingProxyType({0: 1, 1: 0, -1: 0, 2: 1, -2: -1, 3: 2})
KEPT_SIZE = frozenset({"keepdims", "keepdim"})
"""Keywords that keep a reduced axis; left out they are false."""
_AXIS = frozenset({"axis", "dim"})
_REDUCES = frozenset(
    "sum mean max min amax amin argmax argmin prod std var cumsum logsumexp softmax log_softmax "
    "argsort median any all".split()
)
_MODULES = frozenset({"np", "numpy", "torch", "F", "scipy", "special", "nn"})


def axis(place: Place) -> Iterator[Edit]:
    """axis=0 -> 1, axis=1 -> 0, axis=-1 -> 0, the axis dropped, keepdims dropped; torch's dim."""
    node = place.node
    if not isinstance(node, ast.Call):
        return
    for value in [k.value for k in node.keywords if k.arg in _AXIS] + _positional(node):
        other = _OTHER.get(integer_of(value)) if integer_of(value) is not None else None  # type: ignore[arg-type]
        if other is not None:
            yield replace(value, number(other))
    for keyword in node.keywords:
        if keyword.arg is not None and keyword.arg in _AXIS | KEPT_SIZE:
            yield replace(node, without_keyword(node, keyword.arg))
    for value in _positional(node):
        yield replace(
            node, ast.Call(node.func, [a for a in node.args if a is not value], node.keywords)
        )


def is_axis(call: ast.Call, argument: ast.expr) -> bool:
    """Whether an argument without a name says the axis."""
    return any(argument is value for value in _positional(call))


def _positional(call: ast.Call) -> list[ast.expr]:
    """The axis of `x.sum(0)` and `np.sum(x, 0)`: first argument of a method, second of a function."""
    if called(call) not in _REDUCES or not isinstance(call.func, ast.Attribute):
        return []
    owner = call.func.value
    at = 1 if isinstance(owner, ast.Name) and owner.id in _MODULES else 0
    value = call.args[at] if len(call.args) > at else None
    return [value] if value is not None and integer_of(value) is not None else []
