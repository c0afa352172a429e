"""What may be left out of a statement that fails, so that the names it defines are there.

A decorator of a package that is not installed, a type hint of a newer Python, an import in which one
name of five is gone: none of them decides whether a gradient is right. Works on syntax trees; runs
beside student code and imports nothing of the project.
"""

from __future__ import annotations
import __future__

import ast
import builtins
import copy
from collections.abc import Collection, Iterator
from typing import NamedTuple

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_FUTURE = __future__.annotations.compiler_flag


class Eased(NamedTuple):
    """Another way to run a definition, and what it does without."""

    statement: ast.stmt
    flags: int
    without: str


def pieces(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a top level, an import of several names as one import each."""
    for statement in body:
        if isinstance(statement, ast.Import | ast.ImportFrom) and len(statement.names) > 1:
            for alias in statement.names:
                single = copy.copy(statement)
                single.names = [alias]
                yield single
        else:
            yield statement


def guarded(statement: ast.If, elsewhere: Collection[str]) -> list[ast.stmt]:
    """The definitions below `if __name__ == "__main__"`, with the imports that stand there too.

    Args:
        statement: that statement.
        elsewhere: names that are bound outside of the guard: those are not taken from there.
    """
    taken = [
        node
        for node in statement.body
        if (isinstance(node, Definition) and node.name not in elsewhere)
        or (_is_table(node) and not bound(node) & set(elsewhere))
    ]
    if not taken:
        return []
    imports = [node for node in statement.body if isinstance(node, ast.Import | ast.ImportFrom)]
    return sorted(imports + taken, key=lambda node: node.lineno)


def is_main_guard(statement: ast.stmt) -> bool:
    """Whether it is `if __name__ == "__main__":`."""
    test = statement.test if isinstance(statement, ast.If) else None
    if not (isinstance(test, ast.Compare) and len(test.ops) == 1):
        return False
    sides = (test.left, test.comparators[0])
    has_name = any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides)
    has_main = any(isinstance(side, ast.Constant) and side.value == "__main__" for side in sides)
    return isinstance(test.ops[0], ast.Eq) and has_name and has_main


def _is_table(node: ast.stmt) -> bool:
    """Whether it assigns a dict display, as `answers = {...}` does."""
    return isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)


def bound(tree: ast.AST) -> set[str]:
    """The names that a statement binds where it stands; not those inside of functions."""
    names: set[str] = set()
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Definition):
            names.add(node.name)
            continue
        if isinstance(node, ast.Lambda):
            continue
        if isinstance(node, ast.Import | ast.ImportFrom):
            names |= {alias.asname or alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        waiting += ast.iter_child_nodes(node)
    return names


def unbound(tree: ast.Module, wanted: Collection[str]) -> dict[str, int]:
    """Which of some names are read somewhere and bound nowhere -> the first line that reads them.

    Empty where a star import could bind them.
    """
    read: dict[str, int] = {}
    made: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            if not isinstance(node.ctx, ast.Load):
                made.add(node.id)
            elif node.id in wanted:
                read[node.id] = min(node.lineno, read.get(node.id, node.lineno))
        elif isinstance(node, ast.alias):
            if node.name == "*":
                return {}
            made.add(node.asname or node.name.partition(".")[0])
        elif isinstance(node, ast.arg):
            made.add(node.arg)
        elif isinstance(node, Definition):
            made.add(node.name)
    return {name: line for name, line in read.items() if name not in made}


def eased(statement: ast.stmt, namespace: Collection[str], flags: int) -> Iterator[Eased]:
    """Ways to run a definition that failed, the mildest first.

    Args:
        statement: the definition; of anything else there is no other way.
        namespace: the names that exist where it stands.
        flags: of the compiler, so far.
    """
    if not isinstance(statement, Definition):
        return
    if _has_hints(statement) and not flags & _FUTURE:
        flags |= _FUTURE
        yield Eased(statement, flags, "its type hints")
    plain = copy.deepcopy(statement)
    dropped = list(_undecorated(plain, {*namespace, *dir(builtins)}))
    if dropped:
        shown = " and ".join(dict.fromkeys(f"@{name}" for name in dropped))
        yield Eased(plain, flags | _FUTURE, shown)


def _has_hints(tree: ast.AST) -> bool:
    return any(
        getattr(node, "annotation", None) is not None or getattr(node, "returns", None) is not None
        for node in ast.walk(tree)
    )


def _undecorated(tree: ast.AST, known: set[str]) -> Iterator[str]:
    """Takes away the decorators whose first name nobody has bound, and names them."""
    known = known | {node.name for node in ast.walk(tree) if isinstance(node, Definition)}
    for node in ast.walk(tree):
        if not isinstance(node, Definition):
            continue
        kept = []
        for decorator in node.decorator_list:
            call = decorator.func if isinstance(decorator, ast.Call) else decorator
            root = call
            while isinstance(root, ast.Attribute):
                root = root.value
            if isinstance(root, ast.Name) and root.id not in known:
                yield ast.unparse(call)
            else:
                kept.append(decorator)
        node.decorator_list = kept
