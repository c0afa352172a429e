"""One too few or too many: ranges, indices, slices."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.mutants.places import Place, called
from grader.mutants.rewrite import Edit, replace
from grader.mutants.syntax import integer_of, number


def ranges(place: Place) -> Iterator[Edit]:
    """range(n) -> range(n - 1), range(1, n); range(a, b) -> range(a + 1, b), range(a, b - 1)."""
    node = place.node
    if not isinstance(node, ast.Call) or called(node) not in ("range", "arange") or node.keywords:
        return
    bounds = node.args
    if len(bounds) == 1 and not isinstance(bounds[0], ast.Starred):
        if called(node) == "range":
            yield replace(bounds[0], _moved(bounds[0], -1))
        else:  # a shorter index would not fit anywhere
            yield replace(node, ast.BinOp(node, ast.Sub(), ast.Constant(1)))
        if called(node) == "range" and not _only_counts(place):
            yield replace(node, ast.Call(node.func, [ast.Constant(1), bounds[0]], []))
    elif len(bounds) > 1:
        yield replace(bounds[0], _moved(bounds[0], 1))
        if len(bounds) == 2:  # with a step, one less at the end is mostly the same range
            yield replace(bounds[1], _moved(bounds[1], -1))


def _only_counts(place: Place) -> bool:
    """Whether it is how often a loop runs that matters, not with which numbers: `for _ in`."""
    above = place.parent
    target = above.target if isinstance(above, ast.For | ast.comprehension) else None
    return isinstance(target, ast.Name) and target.id == "_"


def indices(place: Place) -> Iterator[Edit]:
    """x[0] -> x[1], x[1] -> x[0], x[-1] -> x[-2], x[2] -> x[1]."""
    node = place.node
    if not isinstance(node, ast.Subscript):
        return
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    for part in parts:
        at = integer_of(part)
        if at is not None:
            yield replace(part, number({0: 1, -1: -2}.get(at, at - 1)))


def slices(place: Place) -> Iterator[Edit]:
    """x[1:] -> x[2:], x[:-1] -> x[:-2], x[:n] -> x[:n - 1], x[::-1] -> x."""
    node = place.node
    if not isinstance(node, ast.Subscript):
        return
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    for part in parts:
        if not isinstance(part, ast.Slice):
            continue
        if part.lower is not None:
            yield replace(part.lower, _moved(part.lower, 1))
        if part.upper is not None:
            yield replace(part.upper, _moved(part.upper, -1))
        if part.step is not None and part is node.slice:
            yield replace(node, node.value)


def is_bound(call: ast.Call, argument: ast.expr) -> bool:
    """Whether an argument is a bound of a range."""
    return called(call) in ("range", "arange") and any(argument is a for a in call.args)


def _moved(bound: ast.expr, by: int) -> ast.expr:
    """bound + by; a number is a number again, and never passes zero (x[:-1] is not x[:0])."""
    at = integer_of(bound)
    if at is not None:
        return number(at - 1 if at < 0 else at + by)
    op: ast.operator = ast.Add() if by > 0 else ast.Sub()
    return ast.BinOp(bound, op, ast.Constant(abs(by)))
