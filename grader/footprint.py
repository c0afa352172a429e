"""Which parts of a solution a check can see: what it asks for, and what that leans on.

A change elsewhere cannot change the check's verdict, so that it need not be judged again. Read
from the text: the solution is the author's own, and does not hide what it calls.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from typing import Any

from grader.patching import Files
from grader.source_text import bound_names

Place = tuple[str, str]
"""(file, top-level name); the name `*` stands for all statements of the file that bind none."""

REST = "*"


def roots(
    requests: Iterable[Mapping[str, Any]], files: Files, names: Iterable[str] | None = ()
) -> frozenset[Place] | None:
    """The top-level names that a check starts from.

    Args:
        requests: what it asked.
        files: the solution.
        names: what it looked for in the text without asking; None when it read the text itself.

    Returns:
        None when they cannot be told, and everything has to be counted as seen.
    """
    modules = {path.removesuffix(".py").replace("/", "."): path for path in files}
    if names is None:
        return None
    found = {(path, name) for path in modules.values() if path.endswith(".py") for name in names}
    for request in requests:
        target = request.get("target", {})
        if "handle" in target:
            continue
        path = modules.get(target.get("module", ""))
        if path is None or not target.get("path"):
            return None
        found.add((path, str(target["path"][0])))
    return frozenset(found) or None


def reach(start: Iterable[Place], files: Files) -> frozenset[Place]:
    """Everything that the places lean on, themselves included."""
    uses = _uses(files)
    by_name: dict[str, set[Place]] = {}
    for place in uses:
        by_name.setdefault(place[1], set()).add(place)
        if place[1] == REST:  # whoever names a module leans on its plain statements
            module = place[0].removesuffix(".py").rpartition("/")[2]
            by_name.setdefault(module, set()).add(place)
    seen: set[Place] = set()
    waiting = list(start)
    while waiting:
        place = waiting.pop()
        if place in seen:
            continue
        seen.add(place)
        waiting.append((place[0], REST))
        for name in uses.get(place, ()):
            waiting += by_name.get(name, ())
    return frozenset(seen)


def changed(before: Files, after: Files) -> frozenset[Place]:
    """The places whose text says something else; comments and layout do not count."""
    out: set[Place] = set()
    for path in {*before, *after}:
        if not path.endswith(".py"):
            continue
        old, new = _texts(before.get(path, "")), _texts(after.get(path, ""))
        out |= {(path, name) for name in {*old, *new} if old.get(name) != new.get(name)}
    return frozenset(out)


def _uses(files: Files) -> dict[Place, set[str]]:
    """Every identifier that occurs in the text of a place."""
    out: dict[Place, set[str]] = {}
    for path, text in files.items():
        if not path.endswith(".py"):
            continue
        out[path, REST] = set()
        for node in ast.parse(text).body:
            names = bound_names(node) or {REST}
            for name in names:
                out.setdefault((path, name), set()).update(_identifiers(node))
    return out


def _texts(text: str) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue  # a docstring
        for name in bound_names(node) or {REST}:
            out.setdefault(name, []).append(ast.dump(node))
    return out


def _identifiers(node: ast.AST) -> set[str]:
    found: set[str] = set()
    for part in ast.walk(node):
        if isinstance(part, ast.Name):
            found.add(part.id)
        elif isinstance(part, ast.Attribute):
            found.add(part.attr)
        elif isinstance(part, ast.alias):
            found.add((part.asname or part.name).rpartition(".")[2])
            found.add(part.name.rpartition(".")[2])
    return found
