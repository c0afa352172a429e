"""Logic the other way round: and for or, `not` forgotten, the two branches exchanged."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.mutants.axes import KEPT_SIZE
from grader.mutants.places import Place
from grader.mutants.rewrite import Edit, exchange, replace
from grader.mutants.syntax import same


def boolean(place: Place) -> Iterator[Edit]:
    """a and b -> a or b, not a -> a, True -> False, a if c else b -> b if c else a, & -> |."""
    node = place.node
    if isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield replace(node, ast.BoolOp(other, node.values))
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert):
        yield replace(node, node.operand)
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        if not (isinstance(place.parent, ast.keyword) and place.parent.arg in KEPT_SIZE):
            yield replace(node, ast.Constant(not node.value))
    elif isinstance(node, ast.IfExp) and not same(node.body, node.orelse):
        if not _is_negated_elsewhere(node.test):
            yield exchange(node.body, node.orelse)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd | ast.BitOr):
        bit = ast.BitOr() if isinstance(node.op, ast.BitAnd) else ast.BitAnd()
        yield replace(node, ast.BinOp(node.left, bit, node.right))
    elif isinstance(node, ast.If) and isinstance(node.test, ast.Name | ast.Call | ast.Attribute):
        yield replace(node.test, ast.UnaryOp(ast.Not(), node.test))


def _is_negated_elsewhere(test: ast.expr) -> bool:
    """Whether the test itself is turned round by another family: the same mutant."""
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        return isinstance(test.ops[0], ast.Eq | ast.NotEq | ast.Is | ast.IsNot | ast.In | ast.NotIn)
    return isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)
