"""Arguments, sizes and results in the wrong order."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.mutants.axes import is_axis
from grader.mutants.places import Place, called
from grader.mutants.rewrite import Edit, exchange
from grader.mutants.syntax import is_plain_text, number_of, same

_EITHER_WAY = frozenset(
    "max min maximum minimum add multiply allclose isclose array_equal equal range arange linspace "
    "transpose swapaxes permute dot matmul mm outer einsum print format join split zeros_like "
    "register_buffer astype to get setdefault zip_longest enumerate clip logaddexp hypot".split()
)


def swapped_arguments(place: Place) -> Iterator[Edit]:
    """f(a, b) -> f(b, a); of three or more also the last two; np.zeros((m, n)) -> ((n, m))."""
    node = place.node
    if not isinstance(node, ast.Call):
        return
    arguments = node.args
    if len(arguments) == 1 or (arguments and isinstance(arguments[-1], ast.Tuple)):
        if isinstance(arguments[-1], ast.Tuple):
            yield from _neighbours(arguments[-1].elts, ends=False)
    if called(node) in _EITHER_WAY or any(is_axis(node, a) for a in arguments):
        return
    first = 1 if called(node) == "where" else 0
    yield from _neighbours(arguments[first:], ends=True)


def swapped_results(place: Place) -> Iterator[Edit]:
    """return a, b -> return b, a; of three or more also the last two; the same for `x, y = a, b`."""
    node = place.node
    if isinstance(node, ast.Return | ast.Assign) and isinstance(node.value, ast.Tuple):
        if not is_plain_text(node.value):
            yield from _neighbours(node.value.elts, ends=True)


def swapped_targets(place: Place) -> Iterator[Edit]:
    """a, b = f() -> b, a = f()."""
    node = place.node
    if isinstance(node, ast.Assign) and not isinstance(node.value, ast.Tuple):
        target = node.targets[0]
        if isinstance(target, ast.Tuple):
            yield from _neighbours(target.elts, ends=False)


def _neighbours(nodes: list[ast.expr], *, ends: bool) -> Iterator[Edit]:
    """The first two exchanged, and with `ends` the last two as well."""
    pairs = [tuple(nodes[:2])] if len(nodes) > 1 else []
    if ends and len(nodes) > 2:
        pairs.append(tuple(nodes[-2:]))
    for one, other in pairs:
        starred = isinstance(one, ast.Starred) or isinstance(other, ast.Starred)
        shapes = isinstance(one, ast.Tuple) != isinstance(other, ast.Tuple)  # surely an error
        numbers = number_of(one) is not None and number_of(other) is not None
        if not (starred or shapes or same(one, other) or (numbers and not ends)):
            yield exchange(one, other)
