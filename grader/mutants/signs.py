"""A minus forgotten, or one too many."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.mutants.places import Place, called
from grader.mutants.rewrite import Edit, exchange, replace
from grader.mutants.syntax import negative, number_of, same

_NUMERIC = frozenset(
    "sum mean dot matmul outer inner einsum exp expm1 log log1p sqrt square tanh sin cos where "
    "maximum minimum multiply divide subtract add power tensordot mm bmm relu sigmoid softmax".split()
)


_PRODUCTS = (ast.Mult, ast.MatMult, ast.Div)


def dropped_minus(place: Place) -> Iterator[Edit]:
    """-x -> x."""
    node = place.node
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        above = place.parent
        index = isinstance(above, ast.Subscript | ast.Slice | ast.keyword)
        listed = isinstance(above, ast.List | ast.Tuple) and above.elts[0] is not node
        if number_of(node) is None or not (index or listed):
            yield replace(node, node.operand)


def reversed_difference(place: Place) -> Iterator[Edit]:
    """a - b -> b - a."""
    node = place.node
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
        if not same(node.left, node.right):
            yield exchange(node.left, node.right)


def added_minus(place: Place) -> Iterator[Edit]:
    """return x * y -> return -(x * y), and the same for what is assigned."""
    node = place.node
    if isinstance(node, ast.Return | ast.Assign | ast.AnnAssign) and node.value is not None:
        if _computes(node.value):
            yield replace(node.value, negative(node.value))
    above = place.parent
    whole = isinstance(above, ast.Tuple | ast.Dict) and isinstance(
        place.tree.parent(above), ast.Return | ast.Assign
    )
    if whole and isinstance(node, ast.expr) and _computes(node):
        yield replace(node, negative(node))


def _computes(value: ast.expr) -> bool:
    """Whether it is surely a number or an array, and the minus not already the mutant of another."""
    if isinstance(value, ast.BinOp):
        sums = isinstance(value.op, ast.Add | ast.Pow)
        return sums or (isinstance(value.op, _PRODUCTS) and not _has_signed_factor(value))
    return called(value) in _NUMERIC


def _has_signed_factor(node: ast.expr) -> bool:
    """Whether a factor can change its own sign: -a, a - b; that makes the same mutant."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, _PRODUCTS):
        return _has_signed_factor(node.left) or _has_signed_factor(node.right)
    return (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)) or (
        isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub)
    )
