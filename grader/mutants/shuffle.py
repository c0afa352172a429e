"""The order of the samples not drawn."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.mutants.places import Place, called, root
from grader.mutants.rewrite import Edit, replace


def unshuffled(place: Place) -> Iterator[Edit]:
    """rng.permutation(n) -> np.arange(n), torch.randperm(n) -> torch.arange(n), rng.shuffle(x) left
    out, rng.choice(n, size) -> np.arange(size)."""
    node = place.node
    if isinstance(node, ast.Expr) and called(node.value) == "shuffle":
        yield replace(node, ast.Pass())
    if not isinstance(node, ast.Call):
        return
    if called(node) == "randperm":
        yield replace(node, _arange(root(node), node.args[0]))
    elif called(node) == "permutation" and len(node.args) == 1:
        drawn = node.args[0]
        listed = called(drawn) in ("arange", "range", "list") or isinstance(drawn, ast.List)
        yield replace(node, drawn if listed else _arange(place.tree.numpy, drawn))
    elif called(node) == "choice":
        size = [*node.args[1:2], *(k.value for k in node.keywords if k.arg == "size")]
        if size and not isinstance(size[0], ast.Tuple):
            yield replace(node, _arange(place.tree.numpy, size[0]))


def _arange(module: str, n: ast.expr) -> ast.expr:
    arange = ast.Attribute(ast.Name(module, ast.Load()), "arange", ast.Load())
    return ast.Call(arange, [n], [])
