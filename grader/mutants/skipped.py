"""A statement left out, or a loop that ends too early."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.mutants.places import Place, called
from grader.mutants.rewrite import Edit, replace
from grader.mutants.syntax import mentions

_CONVERTS = frozenset(
    "asarray array float int list tuple as_tensor tensor ascontiguousarray atleast_2d atleast_1d "
    "default_rng from_numpy str".split()
)


def skipped_statement(place: Place) -> Iterator[Edit]:
    """`self.x = x`, `g[i] = 0`, `w -= lr * g`, `x = x - top`, `optimizer.zero_grad()` left out."""
    node = place.node
    if isinstance(node, ast.AugAssign | ast.Assign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if not any(_drives_a_loop(t, place) for t in targets) and _matters(node, place):
            yield replace(node, ast.Pass())
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield replace(node, ast.Pass())
    elif isinstance(node, ast.Break | ast.Continue) and not place.loop_names:
        loop = next(a for a in place.tree.ancestors(node) if isinstance(a, ast.For | ast.While))
        if isinstance(loop, ast.For):
            yield replace(node, ast.Pass())


def short_loop(place: Place) -> Iterator[Edit]:
    """for x in xs -> for x in list(xs)[:1], for x in []; while test -> while False."""
    node = place.node
    if isinstance(node, ast.While):
        if not isinstance(node.test, ast.Constant):
            yield replace(node.test, ast.Constant(False))
    elif isinstance(node, ast.For):
        all_of: ast.expr = node.iter
        if called(all_of) != "range":
            all_of = ast.Call(ast.Name("list", ast.Load()), [all_of], [])
        first = ast.Subscript(all_of, ast.Slice(None, ast.Constant(1), None), ast.Load())
        yield replace(node.iter, first)
        yield replace(node.iter, ast.List([], ast.Load()))


def _matters(node: ast.Assign | ast.AugAssign, place: Place) -> bool:
    """Whether the program runs without it: the first assignment of a name is needed."""
    if isinstance(node, ast.AugAssign):
        return True
    target = node.targets[0]
    if isinstance(target, ast.Attribute):
        return not place.constructing
    if isinstance(target, ast.Subscript):
        return True
    again = isinstance(target, ast.Name) and mentions(node.value, target.id)
    return again and called(node.value) not in _CONVERTS


def _drives_a_loop(target: ast.expr, place: Place) -> bool:
    return isinstance(target, ast.Name) and target.id in place.loop_names
