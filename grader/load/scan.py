"""What a source defines, as far as can be seen without executing it."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True)
class Scan:
    """The top level of one module."""

    names: tuple[str, ...]
    """What it binds itself, in the order of the first binding; imports count."""
    stars: tuple[str, ...] = ()
    """Modules whose names it takes over with `from x import *`, as absolute names."""
    public: tuple[str, ...] | None = None
    """A literal `__all__`, or None."""
    bases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Class -> its bases as dotted names: `{"Net": ("nn.Module",)}`."""
    imports: Mapping[str, str] = field(default_factory=dict)
    """Name -> what it stands for: `{"nn": "torch.nn", "Net": "models.Net"}`."""


def names(tree: ast.Module) -> tuple[str, ...]:
    """The names that the top level of a module binds.

    >>> names(ast.parse("import numpy as np\\nif np:\\n  a, *b = 1, 2\\ndef f(): c = 3"))
    ('np', 'a', 'b', 'f')
    """
    return scan(tree).names


def scan(tree: ast.Module, *, package: str = "") -> Scan:
    """Everything that later steps ask of a module.

    Args:
        tree: its syntax tree.
        package: the package it stands in, for `from . import x`.
    """
    bound: dict[str, None] = {}
    stars: dict[str, None] = {}
    public = None
    bases: defaultdict[str, list[str]] = defaultdict(list)
    imports: dict[str, str] = {}
    for node in _top_level(tree):
        bound.update(dict.fromkeys(_bound_by(node)))
        if isinstance(node, ast.ClassDef):
            bases[node.name] += _bases(node)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                imports[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom):
            origin = _origin(node, package)
            for alias in node.names:
                if alias.name == "*":
                    stars[origin] = None
                else:
                    imports[alias.asname or alias.name] = f"{origin}.{alias.name}"
        elif isinstance(node, ast.Assign) and "__all__" in _bound_by(node):
            public = _strings(node.value)
    classes = {name: tuple(dict.fromkeys(own)) for name, own in bases.items()}
    return Scan(tuple(bound), tuple(stars), public, classes, imports)


def guess(source: str) -> tuple[str, ...]:
    """The names that a source which does not parse seems to define: `def`, `class`, `x = `."""
    pattern = r"^(?:(?:async[ \t]+)?def[ \t]+|class[ \t]+)(\w+)|^([A-Za-z_]\w*)[ \t]*=(?!=)"
    found = re.finditer(pattern, source, re.MULTILINE)
    return tuple(dict.fromkeys(match[1] or match[2] for match in found))


def _top_level(tree: ast.Module) -> Iterator[ast.AST]:
    """Every node that runs when the module does: into `if` and `with`, not into functions."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
            inside: list[ast.AST] = [*node.decorator_list]
        elif isinstance(node, ast.Lambda):
            inside = []
        else:
            inside = list(ast.iter_child_nodes(node))
        waiting += reversed(inside)


def _bound_by(node: ast.AST) -> Iterator[str]:
    """The names that one node binds by itself."""
    if isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
        yield node.name
    elif isinstance(node, ast.Import):
        for alias in node.names:
            yield alias.asname or alias.name.partition(".")[0]
    elif isinstance(node, ast.ImportFrom):
        for alias in node.names:
            if alias.name != "*":
                yield alias.asname or alias.name
    elif isinstance(node, ast.Assign):
        for target in node.targets:
            yield from _targets(target)
    elif isinstance(node, ast.AnnAssign):
        if node.value is not None:
            yield from _targets(node.target)
    elif isinstance(node, ast.AugAssign | ast.NamedExpr | ast.For | ast.AsyncFor):
        yield from _targets(node.target)
    elif isinstance(node, ast.withitem):
        if node.optional_vars is not None:
            yield from _targets(node.optional_vars)
    elif isinstance(node, ast.MatchAs | ast.MatchStar):
        if node.name:
            yield node.name
    elif isinstance(node, ast.MatchMapping):
        if node.rest:
            yield node.rest
    elif type(node).__name__ == "TypeAlias":  # Python 3.12
        yield from _targets(node.name)  # type: ignore[attr-defined]


def _targets(target: ast.AST) -> Iterator[str]:
    if isinstance(target, ast.Name):
        yield target.id
    elif isinstance(target, ast.Starred):
        yield from _targets(target.value)
    elif isinstance(target, ast.Tuple | ast.List):
        for element in target.elts:
            yield from _targets(element)


def _bases(node: ast.ClassDef) -> Iterator[str]:
    for base in node.bases:
        dotted = _dotted(base)
        if dotted:
            yield dotted


def _dotted(node: ast.expr) -> str:
    """`nn.Module` of the expression that says so, or "" for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def _origin(node: ast.ImportFrom, package: str) -> str:
    """The absolute name of the module that a `from` import takes from."""
    if not node.level:
        return node.module or ""
    above = package.split(".") if package else []
    above = above[: len(above) - node.level + 1]
    return ".".join([*above, *([node.module] if node.module else [])])


def _strings(node: ast.expr) -> tuple[str, ...] | None:
    if not isinstance(node, ast.List | ast.Tuple):
        return None
    values = [
        e.value for e in node.elts if isinstance(e, ast.Constant) and isinstance(e.value, str)
    ]
    return tuple(values) if len(values) == len(node.elts) else None
