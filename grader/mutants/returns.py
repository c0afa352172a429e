"""Too little given back."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.mutants.places import Place
from grader.mutants.rewrite import Edit, replace


def wrong_return(place: Place) -> Iterator[Edit]:
    """return a, b -> return a."""
    node = place.node
    if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
        if len(node.value.elts) > 1 and not isinstance(node.value.elts[0], ast.Starred):
            yield replace(node.value, node.value.elts[0])
