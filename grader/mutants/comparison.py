"""Another comparison: the bound included or not, the other way round."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from grader.mutants.places import Place
from grader.mutants.rewrite import Edit, replace

_OTHERS: Mapping[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = MappingProxyType(
    {
        ast.Gt: (ast.GtE, ast.Lt),
        ast.GtE: (ast.Gt, ast.Lt),
        ast.Lt: (ast.LtE, ast.Gt),
        ast.LtE: (ast.Lt, ast.Gt),
        ast.Eq: (ast.NotEq,),
        ast.NotEq: (ast.Eq,),
        ast.Is: (ast.IsNot,),
        ast.IsNot: (ast.Is,),
        ast.In: (ast.NotIn,),
        ast.NotIn: (ast.In,),
    }
)


def comparison(place: Place) -> Iterator[Edit]:
    """x > 0 -> x >= 0, x < 0; x == y -> x != y; of a chain the first comparison only."""
    node = place.node
    if isinstance(node, ast.Compare):
        for other in _OTHERS[type(node.ops[0])]:
            ops = [other(), *node.ops[1:]]
            yield replace(node, ast.Compare(node.left, ops, node.comparators))
