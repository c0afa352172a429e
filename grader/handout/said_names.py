"""The names that a statement says and does not make itself: scopes of Python read from the text."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

Function = ast.FunctionDef | ast.AsyncFunctionDef
_Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp

_NOTHING: frozenset[str] = frozenset()


def said(
    node: ast.AST,
    *,
    keeps: Callable[[ast.stmt], bool] = lambda _: True,
    bare: Callable[[ast.AST], bool] = lambda _: False,
    own: frozenset[str] = _NOTHING,
) -> Iterator[tuple[ast.AST, bool]]:
    """Every node in a statement, docstrings left out, texts of annotations read as code.

    Args:
        node: where to begin.
        keeps: which statements in the body of a class are read.
        bare: of which functions only the head is read.
        own: names that stand for something local there.

    Yields:
        Each node, and whether a name there is one of the whole file.
    """
    yield node, getattr(node, "id", None) not in own
    if isinstance(node, ast.Lambda | Function):
        parts = _parts_of_function(node, bare(node), own)
    elif isinstance(node, _Comprehension):
        parts = _parts_of_comprehension(node, own)
    elif isinstance(node, ast.ClassDef):
        parts = [
            (child, own)
            for child in ast.iter_child_nodes(node)
            if child not in node.body or (keeps(child) and not _is_text(child))  # type: ignore[arg-type]
        ]
    else:
        parts = [(child, own) for child in ast.iter_child_nodes(node)]
    for child, inside in parts:
        yield from said(child, keeps=keeps, bare=bare, own=inside)
    for text in _annotations(node):
        yield from said(text, own=own)


def _parts_of_function(
    node: ast.Lambda | Function, only_head: bool, own: frozenset[str]
) -> list[tuple[ast.AST, frozenset[str]]]:
    """The head as it is read outside, the body as it is read inside."""
    body = [node.body] if isinstance(node, ast.Lambda) else node.body
    head = [child for child in ast.iter_child_nodes(node) if child not in body]
    inside = own | _made_in(node, body)
    rest = [] if only_head else [child for child in body if not _is_text(child)]
    return [(child, own) for child in head] + [(child, inside) for child in rest]


def _parts_of_comprehension(
    node: _Comprehension, own: frozenset[str]
) -> list[tuple[ast.AST, frozenset[str]]]:
    """All of it with its own names, but for what the first `for` goes through."""
    made = {
        n.id
        for each in node.generators
        for n in ast.walk(each.target)
        if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
    first, inside = node.generators[0], own | made
    others = [child for child in ast.iter_child_nodes(node) if child is not first]
    of_first = [first.target, *first.ifs]
    return [(first.iter, own)] + [(child, inside) for child in (*of_first, *others)]


def _made_in(function: ast.Lambda | Function, body: list[ast.expr] | list[ast.stmt]) -> set[str]:
    """Names that are local to a function."""
    made = {each.arg for each in ast.walk(function.args) if isinstance(each, ast.arg)}
    outside: set[str] = set()
    todo: list[ast.AST] = list(body)
    while todo:
        node = todo.pop()
        if isinstance(node, Function | ast.ClassDef):
            made.add(node.name)
            todo += node.decorator_list
            continue
        if isinstance(node, ast.Lambda):
            continue
        if isinstance(node, ast.Global):
            outside |= set(node.names)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            made.add(node.id)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            made |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            made.add(node.name)
        elif isinstance(node, ast.MatchMapping) and node.rest:
            made.add(node.rest)
        todo += _seen_from_outside(node)
    return made - outside


def _seen_from_outside(node: ast.AST) -> list[ast.AST]:
    """Children; of a comprehension only what can bind a name around it (`:=`)."""
    if isinstance(node, _Comprehension):
        walrus = [n.target for n in ast.walk(node) if isinstance(n, ast.NamedExpr)]
        return [node.generators[0].iter, *walrus]
    return list(ast.iter_child_nodes(node))


def _annotations(node: ast.AST) -> Iterator[ast.expr]:
    """Annotations that are written as texts, as what they say."""
    for value in (getattr(node, "annotation", None), getattr(node, "returns", None)):
        for text in ast.walk(value) if isinstance(value, ast.AST) else ():
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                try:
                    yield ast.parse(text.value, mode="eval").body
                except SyntaxError:
                    continue  # Literal["two words"]


def _is_text(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )
