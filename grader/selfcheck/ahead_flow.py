"""A notebook run from top to bottom, as its text tells it: what is read before it is bound.

Only what is read for sure counts: no branch of an `if`, nothing that is caught, and of the functions
that are called the part that every call reaches.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from grader.selfcheck.ahead_scopes import Read, bound, local, reads
from grader.selfcheck.ahead_source import Code, Definition, Function, called, never, walk

_CATCH = ("suppress", "raises")
_LEAVES = ast.Return | ast.Raise | ast.Try | ast.TryStar | ast.Break | ast.Continue
"""After these, the rest of a block may not be reached."""


class Run:
    """A run from top to bottom: what is bound so far, and what is read before it is."""

    def __init__(self, code: Code, top: Mapping[ast.stmt, set[str]], somewhere: set[str]) -> None:
        self._top = top
        self._functions = _functions(top)
        self._sure: dict[str, list[Read]] = {}
        self._has_walrus = any(code.live(ast.NamedExpr))
        self._somewhere = somewhere
        """Names that are bound at some time; the others are not told here."""

    def early(self, statements: Sequence[ast.stmt]) -> Iterator[tuple[Read, int]]:
        """Names that are read before they are bound, with the line of the statement's own read."""
        yield from self._block(statements, set())

    def _block(self, statements: Sequence[ast.stmt], done: set[str]) -> Iterator[tuple[Read, int]]:
        for statement in statements:
            if isinstance(statement, ast.If | ast.While | ast.Match):
                test = statement.subject if isinstance(statement, ast.Match) else statement.test
                if not never(test):
                    yield from self._one(test, done)
            elif isinstance(statement, ast.For | ast.AsyncFor):
                yield from self._one(statement.iter, done)
                done |= bound([statement])
                yield from self._block(statement.body, done)
            elif isinstance(statement, ast.With | ast.AsyncWith):
                for item in statement.items:
                    yield from self._one(item.context_expr, done)
                done |= bound(statement.items)
                if not any(called(item.context_expr) in _CATCH for item in statement.items):
                    yield from self._block(statement.body, done)
            elif isinstance(statement, ast.Try | ast.TryStar):
                if not statement.handlers:
                    yield from self._block(statement.body, done)
            else:
                yield from self._one(statement, done)
            done |= self._top.get(statement) or bound([statement])

    def _one(self, node: ast.AST, done: set[str]) -> Iterator[tuple[Read, int]]:
        """What a simple statement, or an expression, reads and calls."""
        inner = bound(_walrus(node)) if self._has_walrus else set()
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            yield from self._unbound([Read(node.target.id, node.lineno)], done)
        found = list(reads(node, inner, sure=True))
        yield from self._unbound(found, done)
        seen: set[str] = set()
        for read in found:
            if read.called:
                for deeper in self._needs(read.name, done, seen):
                    yield from ((r, read.line) for r, _ in self._unbound([deeper], done))

    def _unbound(self, found: Sequence[Read], done: set[str]) -> Iterator[tuple[Read, int]]:
        for read in found:
            if read.name in self._somewhere and read.name not in done:
                yield read, read.line

    def _needs(self, name: str, done: set[str], seen: set[str]) -> Iterator[Read]:
        """What a call of a function reads for sure, and what those read that it calls."""
        if name in seen or name not in done or name not in self._functions:
            return
        seen.add(name)
        for read in self._sure_of(name):
            yield read
            if read.called:
                yield from self._needs(read.name, done, seen)

    def _sure_of(self, name: str) -> list[Read]:
        """What every call of a function reads in its own lines."""
        if name not in self._sure:
            function = self._functions[name]
            own = {name, *(local(function) if isinstance(function, Function) else ())}
            parts = _straight(getattr(function, "body", []))
            self._sure[name] = [read for part in parts for read in reads(part, own, sure=True)]
        return self._sure[name]


def _straight(statements: Sequence[ast.stmt]) -> Iterator[ast.AST]:
    """The parts of a function's body that every call runs."""
    for statement in statements:
        if isinstance(statement, ast.If | ast.While):
            yield statement.test
        elif isinstance(statement, ast.For):
            yield statement.iter
            yield from _straight(statement.body)
        elif isinstance(statement, ast.With | ast.AsyncWith):
            yield from (item.context_expr for item in statement.items)
            yield from _straight(statement.body)
        elif not isinstance(statement, ast.Try | ast.TryStar | ast.Match | Definition):
            yield statement
        if any(isinstance(node, _LEAVES) for node in walk(statement)):
            return  # what follows may never be reached


def _functions(top: Mapping[ast.stmt, set[str]]) -> dict[str, ast.AST]:
    """Functions by name, classes as their `__init__`; not those that are defined several times."""
    found: dict[str, ast.AST | None] = {}
    for statement, names in top.items():
        for name in names:
            found[name] = None if name in found else _callable(statement)
    return {name: node for name, node in found.items() if node is not None}


def _callable(statement: ast.stmt) -> ast.AST | None:
    if isinstance(statement, ast.ClassDef):
        makers = (n for n in statement.body if isinstance(n, ast.FunctionDef))
        return next((n for n in makers if n.name == "__init__"), None)
    plain = isinstance(statement, ast.FunctionDef) and not statement.decorator_list
    return statement if plain and not _yields(statement) else None


def _yields(function: ast.AST) -> bool:
    return any(isinstance(node, ast.Yield | ast.YieldFrom) for node in walk(function))


def _walrus(node: ast.AST) -> list[ast.AST]:
    return [part.target for part in walk(node) if isinstance(part, ast.NamedExpr)]
