"""Which of the grader's files go inside, as text: those that the warm process and a worker import.

Found by following their imports, so that a file that is split needs no list to be kept. What only
the grader may know (checks, references, comparison) must never be among them; a test holds that.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import util
from pathlib import Path

ROOTS = ("grader.sandbox.warm", "grader.worker")


def sources() -> dict[str, str]:
    """Module name -> source text, packages included."""
    found: dict[str, str] = {}
    waiting = list(ROOTS)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        file = _file(name)
        if file is None:  # a name inside a module, not a module
            continue
        found[name] = file.read_text(encoding="utf-8")
        waiting += _imports(file, ast.parse(found[name]))
        waiting += [name.rpartition(".")[0]] if "." in name else []
    return found


def _file(name: str) -> Path | None:
    try:
        spec = util.find_spec(name)
    except ModuleNotFoundError:  # its parent is a module and not a package
        return None
    return None if spec is None or spec.origin is None else Path(spec.origin)


def _imports(file: Path, tree: ast.Module) -> Iterator[str]:
    """Names of this project that a module imports.

    Of a package only what it imports at once: the functions of `grader.sandbox` import the
    grader's side when they are called, and inside nobody calls them.
    """
    nodes = iter(tree.body) if file.name == "__init__.py" else ast.walk(tree)
    for node in nodes:
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)]
        else:
            continue
        yield from (name for name in names if name.split(".")[0] == "grader")
