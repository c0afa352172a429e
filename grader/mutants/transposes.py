"""A transpose forgotten or one too many, and factors of a matrix product in the wrong order."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.mutants.places import Place, called
from grader.mutants.rewrite import Edit, exchange, replace
from grader.mutants.syntax import same

_PRODUCTS = frozenset({"dot", "matmul", "mm", "outer"})
_TRANSPOSES = frozenset({"transpose", "t", "swapaxes", "permute"})


def dropped_transpose(place: Place) -> Iterator[Edit]:
    """x.T -> x, np.transpose(x) -> x, x[:, None] -> x[None, :]."""
    node = place.node
    if isinstance(node, ast.Attribute) and node.attr in ("T", "mT"):
        yield replace(node, node.value)
    elif isinstance(node, ast.Call) and called(node) in _TRANSPOSES:
        owner = node.func.value if isinstance(node.func, ast.Attribute) else None
        module = owner is None or (isinstance(owner, ast.Name) and owner.id in ("np", "torch"))
        inner = (node.args[0] if node.args else None) if module else owner
        if inner is not None:
            yield replace(node, inner)
    elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple):
        parts = node.slice.elts
        if len(parts) == 2 and sum(_is_new(p) for p in parts) == 1:
            plain = next(p for p in parts if not _is_new(p))
            if isinstance(plain, ast.Slice):
                new = ast.Tuple([parts[1], parts[0]], ast.Load())
                yield replace(node, ast.Subscript(node.value, new, ast.Load()))


def added_transpose(place: Place) -> Iterator[Edit]:
    """x @ W -> x @ W.T, W @ x -> W.T @ x. A vector is its own transpose, so a matrix is chosen."""
    node = place.node
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        for factor in (node.right, node.left):
            if _looks_like_a_matrix(factor):
                yield replace(factor, ast.Attribute(factor, "T", ast.Load()))
                return


def product_order(place: Place) -> Iterator[Edit]:
    """a @ b -> b @ a, np.dot(a, b) -> np.dot(b, a), a.dot(b) -> b.dot(a)."""
    node = place.node
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        if not same(node.left, node.right):
            yield exchange(node.left, node.right)
    elif isinstance(node, ast.Call) and called(node) in _PRODUCTS:
        factors = list(node.args)
        if len(factors) == 1 and isinstance(node.func, ast.Attribute):
            factors.insert(0, node.func.value)
        if len(factors) == 2 and not same(factors[0], factors[1]):
            yield exchange(factors[0], factors[1])


def einsum(place: Place) -> Iterator[Edit]:
    """ "ij,kj->ik" -> "ij,kj->ki"."""
    node = place.node
    if isinstance(node, ast.Call) and called(node) == "einsum" and node.args:
        letters = node.args[0]
        if isinstance(letters, ast.Constant) and isinstance(letters.value, str):
            inputs, arrow, output = letters.value.partition("->")
            if arrow and output.strip() != output.strip()[::-1]:
                yield replace(letters, ast.Constant(f"{inputs}->{output.strip()[::-1]}"))


def _is_new(node: ast.expr) -> bool:
    return (isinstance(node, ast.Constant) and node.value is None) or (
        isinstance(node, ast.Attribute) and node.attr == "newaxis"
    )


def _looks_like_a_matrix(node: ast.expr) -> bool:
    """By its name, as people write them: `W`, `V2`, `weight`, `params["W1"]`, `self.x`."""
    if isinstance(node, ast.Name):
        return node.id[0].isupper() or "weight" in node.id
    if isinstance(node, ast.Subscript):
        return isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str)
    return isinstance(node, ast.Attribute) and node.attr not in ("T", "mT")
