"""A part of a sum or of a product left out."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.mutants.places import Place
from grader.mutants.rewrite import Edit, replace
from grader.mutants.syntax import is_count, negative, number_of


def dropped_term(place: Place) -> Iterator[Edit]:
    """a + b -> a, b; a - b -> a; 1 - b -> -b; a += b -> a = b. Never down to a plain number."""
    node = place.node
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add | ast.Sub):
        if not (isinstance(node.target, ast.Name) and node.target.id in place.loop_names):
            value = node.value if isinstance(node.op, ast.Add) else negative(node.value)
            yield replace(node, _assigned(node.target, value))
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Add | ast.Sub):
        return
    if number_of(node.left) is None:
        yield replace(node, node.left)
    if isinstance(node.op, ast.Sub):
        if number_of(node.left) is not None:
            yield replace(node, negative(node.right))
    elif number_of(node.right) is None:
        yield replace(node, node.right)


def dropped_factor(place: Place) -> Iterator[Edit]:
    """a * b -> a, b; a / b -> a; a ** b -> a. Never down to a plain number."""
    node = place.node
    if not isinstance(node, ast.BinOp):
        return
    if isinstance(node.op, ast.Mult):
        for side in (node.left, node.right):
            if number_of(side) is None:
                yield replace(node, side)
    elif isinstance(node.op, ast.Pow | ast.FloorDiv | ast.Mod) or (
        isinstance(node.op, ast.Div) and not is_count(node.right)
    ):
        if number_of(node.left) is None:
            yield replace(node, node.left)


def _assigned(target: ast.Name | ast.Attribute | ast.Subscript, value: ast.expr) -> ast.Assign:
    return ast.Assign([target], value, lineno=0)
