"""Which names a statement reads when it runs, which when what it defines is called, and what it binds.

Works on syntax trees. Where Python decides at run time, more is counted as bound and less as read:
whoever asks wants to warn of nothing that works.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from grader.selfcheck.ahead_source import Definition, Function, children, never, walk

_MAYBE = ast.If | ast.While | ast.Try | ast.TryStar | ast.Match
"""Statements of which not all runs for sure."""
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class Read(NamedTuple):
    """A name that is looked up, and where."""

    name: str
    line: int
    called: bool = False
    """Whether it is called on the spot."""


def bound(nodes: Iterable[ast.AST]) -> set[str]:
    """The names that some statements bind in their own scope, those of comprehensions too."""
    return _scope(nodes)[0]


def _scope(nodes: Iterable[ast.AST]) -> tuple[set[str], set[str]]:
    """The same, and the names that the statements declare to be global."""
    names: set[str] = set()
    declared: set[str] = set()
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        if isinstance(node, Definition):
            names.add(node.name)
            waiting += node.decorator_list
            continue
        if isinstance(node, ast.Lambda):
            continue
        if isinstance(node, ast.Import | ast.ImportFrom):
            names |= {alias.asname or alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            names.add(node.id)
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar):
            names |= {node.name} if node.name else set()
        elif isinstance(node, ast.MatchMapping):
            names |= {node.rest} if node.rest else set()
        elif isinstance(node, ast.Global):
            declared.update(node.names)
        waiting += children(node)
    return names, declared


def reads(
    node: ast.AST, known: Collection[str] = (), *, inside: bool = False, sure: bool = False
) -> Iterator[Read]:
    """Every name that a tree looks up outside of what it binds itself for its functions.

    Hints and decorators are left out: grading keeps a function without those that fail.

    Args:
        node: a statement or expression.
        known: names that are bound around it, and not told.
        inside: whether to look into functions, which run only when they are called.
        sure: whether to leave out what is not always evaluated: of `a if b else c` only `b` is.
    """
    if isinstance(node, ast.Name):
        if isinstance(node.ctx, ast.Load) and node.id not in known:
            yield Read(node.id, node.lineno)
    elif isinstance(node, Function):
        yield from _of_function(node, known, known, inside, sure)
    elif isinstance(node, ast.ClassDef):
        yield from _of_class(node, known, inside, sure)
    elif isinstance(node, _COMPREHENSIONS):
        yield from _of_comprehension(node, known, inside, sure)
    else:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id not in known:
                yield Read(node.func.id, node.func.lineno, called=True)
        for child in _evaluated(node, sure):
            yield from reads(child, known, inside=inside, sure=sure)


def _evaluated(node: ast.AST, sure: bool) -> Iterator[ast.AST]:
    """The children of a node that are looked up when it runs."""
    if isinstance(node, ast.If) and never(node.test):
        yield from node.orelse
    elif sure and isinstance(node, ast.IfExp):
        yield node.test
    elif sure and isinstance(node, ast.BoolOp):
        yield node.values[0]
    elif isinstance(node, ast.Compare) and sure:
        yield from (node.left, node.comparators[0])
    else:
        for name, value in ast.iter_fields(node):
            if name != "annotation":
                several = value if isinstance(value, list) else [value]
                yield from (child for child in several if isinstance(child, ast.AST))


def _of_function(
    node: Function,
    around_defaults: Collection[str],
    around_body: Collection[str],
    inside: bool,
    sure: bool,
) -> Iterator[Read]:
    for default in (*node.args.defaults, *node.args.kw_defaults):
        if default is not None:
            yield from reads(default, around_defaults, inside=inside, sure=sure)
    if inside:
        within = {*around_body, *local(node)}
        for child in body(node):
            yield from reads(child, within, inside=True, sure=sure)


def local(node: Function) -> set[str]:
    """The names that belong to a function."""
    names = {arg.arg for arg in walk(node.args) if isinstance(arg, ast.arg)}
    bound_here, declared = _scope(body(node))
    return (names | bound_here | {p.name for p in getattr(node, "type_params", ())}) - declared


def body(node: Function) -> list[ast.AST]:
    """What a call of a function runs."""
    return [node.body] if isinstance(node, ast.Lambda) else list(node.body)


def _of_class(
    node: ast.ClassDef, known: Collection[str], inside: bool, sure: bool
) -> Iterator[Read]:
    for child in (*node.bases, *node.keywords):
        yield from reads(child, known, inside=inside, sure=sure)
    around = {*known, *(p.name for p in getattr(node, "type_params", ()))}
    within = around | bound(node.body)
    for part in node.body:
        if isinstance(part, Function):  # methods do not see the names of their class
            yield from _of_function(part, within, around, inside, sure)
        elif not (sure and isinstance(part, _MAYBE)):
            yield from reads(part, within, inside=inside, sure=sure)


def _of_comprehension(
    node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp,
    known: Collection[str],
    inside: bool,
    sure: bool,
) -> Iterator[Read]:
    first, *rest = node.generators
    yield from reads(first.iter, known, inside=inside, sure=sure)
    if sure:  # there may be nothing to go through
        return
    within = {*known, *bound(generator.target for generator in node.generators)}
    elements = (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,)
    for child in (*elements, *first.ifs, *rest):
        yield from reads(child, within, inside=inside, sure=sure)
