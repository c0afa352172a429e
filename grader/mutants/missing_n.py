"""The size of the batch forgotten: a sum where a mean belongs, and the other way round."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from grader.mutants.places import Place, called
from grader.mutants.rewrite import Edit, replace
from grader.mutants.syntax import is_count, renamed

_OTHER: Mapping[str, str] = MappingProxyType({"mean": "sum", "sum": "mean", "average": "sum"})


def missing_n(place: Place) -> Iterator[Edit]:
    """x / n -> x; x /= n left out; np.mean <-> np.sum; reduction="mean" <-> "sum"."""
    node = place.node
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and is_count(node.right):
        yield replace(node, node.left)
    elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Div):
        yield replace(node, ast.Pass())
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        other = _OTHER.get(called(node))
        if other is not None:
            yield replace(node.func, renamed(node, other))
    elif isinstance(node, ast.Constant) and node.value in ("mean", "sum"):
        if isinstance(place.parent, ast.keyword) and place.parent.arg == "reduction":
            yield replace(node, ast.Constant(_OTHER[node.value]))
