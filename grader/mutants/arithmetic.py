"""Another operator: + for -, / for *, the elementwise product for the matrix product."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from grader.mutants.places import Place
from grader.mutants.rewrite import Edit, replace
from grader.mutants.syntax import TINY, is_count, number_of

_OTHER: Mapping[type[ast.operator], type[ast.operator]] = MappingProxyType(
    {
        ast.Add: ast.Sub,
        ast.Sub: ast.Add,
        ast.Mult: ast.Div,
        ast.Div: ast.Mult,
        ast.FloorDiv: ast.Mod,
        ast.Mod: ast.FloorDiv,
        ast.Pow: ast.Mult,
        ast.MatMult: ast.Mult,
    }
)


def other_operator(place: Place) -> Iterator[Edit]:
    """a + b -> a - b, a * b -> a / b, a @ b -> a * b, a ** 2 -> a * 2; the same for `a += b`."""
    node = place.node
    if isinstance(node, ast.BinOp) and not _joins_text(node) and _says_something(node, place):
        other = _OTHER.get(type(node.op))
        if other is not None:
            yield replace(node, ast.BinOp(node.left, other(), node.right))
    elif isinstance(node, ast.AugAssign) and not _steps_a_loop(node, place):
        other = _OTHER.get(type(node.op))
        if other is not None:
            yield replace(node, ast.AugAssign(node.target, other(), node.value))


def order(place: Place) -> Iterator[Edit]:
    """a / b -> b / a, a ** b -> b ** a. Of a - b see `signs`, of a @ b `transposes`."""
    node = place.node
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div | ast.Pow):
        numbers = number_of(node.left) is not None or number_of(node.right) is not None
        if not numbers and not is_count(node.right):
            yield replace(node, ast.BinOp(node.right, node.op, node.left))


def _says_something(node: ast.BinOp, place: Place) -> bool:
    """Not within a longer product, where factors are left out already; not a tiny number added."""
    if isinstance(node.op, ast.Mult):
        above = place.parent
        return not (isinstance(above, ast.BinOp) and isinstance(above.op, ast.Mult))
    tiny = number_of(node.right)
    return tiny is None or abs(tiny) > TINY


def _joins_text(node: ast.BinOp) -> bool:
    sides = (node.left, node.right)
    return any(
        isinstance(side, ast.JoinedStr | ast.List | ast.ListComp | ast.Tuple)
        or (isinstance(side, ast.Constant) and isinstance(side.value, str))
        for side in sides
    )


def _steps_a_loop(node: ast.AugAssign, place: Place) -> bool:
    return isinstance(node.target, ast.Name) and node.target.id in place.loop_names
