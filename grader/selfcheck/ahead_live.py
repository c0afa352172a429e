"""Reads a submission for the warnings: its trees, and which of their parts grading runs.

Grading imports the files and calls the functions that the homework asks for. What only stands below
`if __name__ == "__main__":` is never run, so nothing of it is warned of. Executes nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from grader.load import syntax
from grader.load.syntax import NotPython
from grader.selfcheck.ahead_source import Code, Definition, children, identifiers, never
from grader.types import Module, Submission

_MOST_CODE = 1 << 20
"""Characters of all sources together that are read; the loader keeps no more."""


def read(submission: Submission, wanted: Collection[str]) -> tuple[Code, ...]:
    """The modules that parse.

    Args:
        submission: what the loader read.
        wanted: names that the homework asks for: these are live whoever uses them.
    """
    trees: list[tuple[Module, ast.Module]] = []
    room = _MOST_CODE
    for module in submission.modules:
        room -= len(module.source)
        if module.error is not None or room < 0:
            continue
        try:
            trees.append((module, syntax.parse(module.source)))
        except NotPython:  # the loader's cells parse one by one only
            continue
    dead = _dead([tree for _, tree in trees], wanted)
    return tuple(
        Code(module, tree, _parents(tree), dead, _by_type(tree, dead)) for module, tree in trees
    )


def _parents(tree: ast.Module) -> dict[ast.AST, ast.AST]:
    parents: dict[ast.AST, ast.AST] = {}
    waiting: list[ast.AST] = [tree]
    while waiting:
        parent = waiting.pop()
        inner = children(parent)
        parents.update(dict.fromkeys(inner, parent))
        waiting += inner
    return parents


def _by_type(tree: ast.Module, dead: Collection[str]) -> dict[type[ast.AST], list[ast.AST]]:
    found: dict[type[ast.AST], list[ast.AST]] = {}
    waiting: list[ast.AST] = [
        node for node in tree.body if not (isinstance(node, Definition) and node.name in dead)
    ]
    waiting.reverse()
    while waiting:
        node = waiting.pop()
        found.setdefault(type(node), []).append(node)
        is_off = isinstance(node, ast.If) and never(node.test)
        waiting += reversed(node.orelse if is_off else children(node))  # type: ignore[attr-defined]
    return found


def _dead(trees: Collection[ast.Module], wanted: Collection[str]) -> frozenset[str]:
    """Definitions that are used, but only below main guards or by others of their kind."""
    uses: dict[str, set[str]] = {}
    live: set[str] = set(wanted)
    guarded: set[str] = set()
    for tree in trees:
        for statement in tree.body:
            if isinstance(statement, Definition):
                uses.setdefault(statement.name, set()).update(identifiers(statement))
            elif isinstance(statement, ast.If) and never(statement.test):
                guarded.update(identifiers(statement))
                live.update(name for node in statement.orelse for name in identifiers(node))
            else:
                live.update(identifiers(statement))
                live.update(_renamed(statement))
    if not guarded:
        return frozenset()
    used = guarded.union(*(names - {name} for name, names in uses.items()))
    live |= set(uses) - used
    waiting = [name for name in uses if name in live]
    while waiting:
        for name in uses[waiting.pop()] & uses.keys() - live:
            live.add(name)
            waiting.append(name)
    return frozenset(uses.keys() - live)


def _renamed(statement: ast.stmt) -> Iterator[str]:
    """What an import takes under another name: uses of it are not followed."""
    if isinstance(statement, ast.ImportFrom):
        yield from (alias.name for alias in statement.names if alias.asname)
