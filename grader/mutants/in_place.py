"""Writing into what belongs to someone else."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.mutants.places import Place, called
from grader.mutants.rewrite import Edit, replace
from grader.mutants.syntax import renamed

_OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div)


def in_place(place: Place) -> Iterator[Edit]:
    """x = x - y -> x -= y where x is an argument, x.copy() -> x, np.array(x) -> np.asarray(x)."""
    node = place.node
    if isinstance(node, ast.Assign):
        yield from _augmented(node, place)
    elif isinstance(node, ast.Call):
        yield from _uncopied(node, place)


def _augmented(node: ast.Assign, place: Place) -> Iterator[Edit]:
    target, value = node.targets[0], node.value
    if len(node.targets) > 1 or not isinstance(target, ast.Name):
        return
    if target.id not in place.parameters or not isinstance(value, ast.BinOp):
        return
    own = isinstance(value.left, ast.Name) and value.left.id == target.id
    if own and isinstance(value.op, _OPERATORS):
        yield replace(node, ast.AugAssign(target, value.op, value.right))


def _uncopied(node: ast.Call, place: Place) -> Iterator[Edit]:
    name = called(node)
    if name in ("copy", "deepcopy", "clone"):
        owner = node.func.value if isinstance(node.func, ast.Attribute) else None
        inner = node.args[0] if node.args else owner
        if inner is not None:
            yield replace(node, inner)
    elif name == "array" and isinstance(node.func, ast.Attribute) and node.args:
        given = node.args[0]
        if isinstance(given, ast.Name) and given.id in place.parameters:
            yield replace(node.func, renamed(node, "asarray"))
