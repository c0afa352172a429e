"""What the warnings look at: a module with its tree, and how to find one's way in it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar, overload

from grader.types import Module

_MARKS = (ast.expr_context, ast.operator, ast.boolop, ast.unaryop, ast.cmpop)

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
N = TypeVar("N", bound=ast.AST)
M = TypeVar("M", bound=ast.AST)


class Finding(NamedTuple):
    """One warning, before places are written out."""

    kind: str
    sentence: str
    module: Module | None = None
    line: int = 0
    """Line of the module's source, from 1; 0 where it is about the whole."""


@dataclass(frozen=True, slots=True)
class Code:
    """One module and its tree."""

    module: Module
    tree: ast.Module
    parents: Mapping[ast.AST, ast.AST]
    dead: frozenset[str]
    """Top-level definitions that only code below a main guard uses."""
    nodes: Mapping[type[ast.AST], Sequence[ast.AST]]
    """Every node that grading may run, by its type."""

    @overload
    def live(self, first: type[N], /) -> Iterator[N]: ...
    @overload
    def live(self, first: type[N], second: type[M], /) -> Iterator[N | M]: ...
    @overload
    def live(self, first: type[N], /, *more: type[ast.AST]) -> Iterator[ast.AST]: ...
    def live(self, *types: type[ast.AST]) -> Iterator[ast.AST]:
        """The nodes of some types that grading may run, type by type."""
        for one in types:
            yield from self.nodes.get(one, ())

    def top(self) -> Iterator[ast.stmt]:
        """The statements that run when the module is imported, without definitions."""
        for statement in self.tree.body:
            if isinstance(statement, Definition):
                continue
            if isinstance(statement, ast.If) and never(statement.test):
                yield from statement.orelse
            else:
                yield statement

    def above(self, node: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
        """(child, parent) from a node up to the module."""
        while (parent := self.parents.get(node)) is not None:
            yield node, parent
            node = parent

    def in_definition(self, node: ast.AST) -> bool:
        """Whether it stands inside a function, so that importing the module does not run it."""
        return any(isinstance(parent, Function) for _, parent in self.above(node))


def never(test: ast.expr) -> bool:
    """Whether a condition cannot hold where a file is imported: a main guard, `if False`.

    >>> never(ast.parse("__name__ == '__main__'", mode="eval").body)
    True
    """
    if isinstance(test, ast.Constant):
        return not test.value
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        return any(never(part) for part in test.values)
    if isinstance(test, ast.Name | ast.Attribute):
        return dotted(test).rpartition(".")[2] == "TYPE_CHECKING"
    if not (isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Eq)):
        return False
    sides = [test.left, *test.comparators]
    has_name = any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides)
    return has_name and any(
        isinstance(side, ast.Constant) and side.value == "__main__" for side in sides
    )


def dotted(node: ast.AST) -> str:
    """`os.path.join` of the expression that says so; "" for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def called(node: ast.AST) -> str:
    """The last name of what a call calls: `step` of `self.optimizer.step()`; else ""."""
    if not isinstance(node, ast.Call):
        return ""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def imports_torch(code: Code) -> bool:
    """Whether a module imports PyTorch."""
    modules = (
        getattr(node, "module", None) or alias.name
        for node in code.live(ast.Import, ast.ImportFrom)
        for alias in node.names
    )
    return any(module.partition(".")[0] == "torch" for module in modules)


def is_guarded(code: Code, node: ast.AST) -> bool:
    """Whether a failure there is caught by the student's own `except`."""
    for child, parent in code.above(node):
        if isinstance(parent, ast.Try) and parent.handlers and child in parent.body:
            return True
        if isinstance(parent, ast.With) and child in parent.body:
            items = (item.context_expr for item in parent.items)
            if any(called(item) == "suppress" for item in items):
                return True
        if isinstance(parent, Function):
            return False
    return False


def conditions(code: Code, node: ast.AST) -> Iterator[ast.expr]:
    """The tests of every `if`, `x if y else z` and `and` that decides whether a node runs."""
    for child, parent in code.above(node):
        if isinstance(parent, ast.If | ast.IfExp | ast.While) and child is not parent.test:
            yield parent.test
        elif isinstance(parent, ast.BoolOp) and child is not parent.values[0]:
            yield parent.values[0]


def identifiers(node: ast.AST) -> Iterator[str]:
    """Every name and attribute that occurs in a tree."""
    for part in walk(node):
        if isinstance(part, ast.Name):
            yield part.id
        elif isinstance(part, ast.Attribute):
            yield part.attr


def children(node: ast.AST) -> list[ast.AST]:
    """What a node consists of, without operators and the like, which have nothing to tell."""
    found: list[ast.AST] = []
    for name in node._fields:
        value = getattr(node, name, None)
        for child in value if type(value) is list else (value,):
            if isinstance(child, ast.AST) and not isinstance(child, _MARKS):
                found.append(child)
    return found


def walk(*nodes: ast.AST) -> Iterator[ast.AST]:
    """Some nodes and all below them, in the order of the text."""
    waiting = [*reversed(nodes)]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(children(node))
