"""Statements of a source text: the names they bind and the lines they take up. Executes nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterator


def bound_names(node: ast.stmt) -> set[str]:
    """The names that a top-level statement defines or changes; none for an import."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AnnAssign):
        targets = [node.target]
    return {name for target in targets for name in _assigned(target)}


def _assigned(target: ast.expr) -> Iterator[str]:
    """`x` of `x`, of `x[i]` and of `x.a`; each of a tuple."""
    if isinstance(target, ast.Name):
        yield target.id
    elif isinstance(target, ast.Tuple | ast.List):
        for part in target.elts:
            yield from _assigned(part)
    elif isinstance(target, ast.Starred | ast.Subscript | ast.Attribute):
        yield from _assigned(target.value)


def first_line(node: ast.stmt) -> int:
    """Where a statement begins, its decorators included, from 1."""
    decorators = getattr(node, "decorator_list", [])
    return min([node.lineno, *(d.lineno for d in decorators)])


def text_lines(text: str) -> list[str]:
    """The lines of a source text as Python counts them; `str.splitlines` also ends them elsewhere."""
    return text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")
