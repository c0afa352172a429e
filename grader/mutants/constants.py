"""Another number. Axes, indices and bounds of ranges are the business of other families."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator

from grader.mutants.axes import is_axis
from grader.mutants.off_by_one import is_bound
from grader.mutants.places import Place
from grader.mutants.rewrite import Edit, replace
from grader.mutants.syntax import TINY, negative, number, number_of

HUGE = 1e6
"""From here on a number stands for infinity: what matters is its sign."""


def constant(place: Place) -> Iterator[Edit]:
    """0 -> 1, 1 -> 0 and 2, 2 -> 3, 0.5 -> 1.0, -3.0 -> -6.0, 1e-12 -> 0.0 and 0.1.

    Of a sum or a product, what amounts to leaving the number out is made by another family.
    """
    node = place.node
    if not isinstance(node, ast.Constant) or number_of(node) is None or _elsewhere(place):
        return
    value = node.value
    assert isinstance(value, int | float)
    for other in _others(value, operand=_is_operand(place)):
        yield replace(node, number(other))


def sign_of_constant(place: Place) -> Iterator[Edit]:
    """x -> -x for a number that stands by itself: assigned, an argument, the first of a list."""
    node = place.node
    value = number_of(node) if isinstance(node, ast.Constant) else None
    above = place.parent
    signed = isinstance(above, ast.UnaryOp | ast.BinOp | ast.Compare | ast.Slice | ast.AugAssign)
    listed = isinstance(above, ast.List | ast.Tuple) and above.elts[0] is not node
    size = isinstance(value, int) and any(
        isinstance(around, ast.Call) for around in place.tree.ancestors(node)
    )
    if value and not (signed or listed or size or _elsewhere(place)):
        assert isinstance(node, ast.Constant)
        yield replace(node, negative(node))


def _others(value: int | float, *, operand: bool) -> list[int | float]:
    """Up to two other numbers of the same type."""
    kind = type(value)
    if value == 0:
        return [kind(1)]
    if not math.isfinite(value) or abs(value) >= HUGE:
        return [kind(0)]
    if abs(value) <= TINY:
        return [0.1] if operand else [0.0, 0.1]
    if value == 1:
        return [kind(2)] if operand else [kind(0), kind(2)]
    other = value + 1 if isinstance(value, int) else 2 * value
    return [3 * value] if operand and other == 1 else [other]


def _is_operand(place: Place) -> bool:
    above = place.parent
    if isinstance(above, ast.UnaryOp):
        above = place.tree.parent(above)
    return isinstance(above, ast.BinOp | ast.AugAssign)


def _elsewhere(place: Place) -> bool:
    """Whether the number is an axis, an index, a bound, or a choice of the interface."""
    below: ast.AST = place.node
    for above in place.tree.ancestors(below):
        if isinstance(above, ast.Subscript):
            return below is above.slice
        if isinstance(above, ast.Slice):
            return True
        if isinstance(above, ast.keyword):
            return above.arg in ("axis", "dim", "keepdims", "keepdim", "start", "stop", "step")
        if isinstance(above, ast.Call):
            assert isinstance(below, ast.expr)
            return is_axis(above, below) or is_bound(above, below)
        if not isinstance(above, ast.UnaryOp | ast.Tuple):
            return False
        below = above
    return False
