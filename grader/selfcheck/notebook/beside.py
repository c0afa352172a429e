"""What lies beside a notebook and belongs to its cells: own modules they import, files they read.

A notebook's folder may be a home directory, so only what the code names is taken: modules by
their imports, through each other; files by texts in the code that bear their names. Executes
nothing.
"""

from __future__ import annotations

import ast
import fnmatch
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.load import magics, text
from grader.load.gather import MIB, LoadLimits
from grader.load.syntax import NotPython
from grader.load.text import NotText

_PASSED_OVER = frozenset(
    "checks __pycache__ node_modules site-packages venv env drive sample_data".split()
)
"""Folders that are nobody's work: the handout's own, and those of the machine."""
_MOST_ENTRIES = 5_000
_DEEPEST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Relative POSIX path -> content."""

    modules: dict[str, str]
    files: dict[str, bytes]


def read_beside(sources: list[str], folder: Path, limits: LoadLimits | None = None) -> Beside:
    """What the code of some cells needs of the folder.

    Args:
        sources: Python of the cells; what does not parse names nothing.
        folder: where the notebook is.
        limits: what may be taken.
    """
    limits = limits or LoadLimits()
    trees = [tree for source in sources if (tree := _parsed(source)) is not None]
    there = dict(_listed(folder)) if any(_speaks(tree) for tree in trees) else {}
    modules: dict[str, str] = {}
    waiting = [name for tree in trees for name in _imported(tree)]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        for path in _of_module(name, there):
            source = _text(there[path], limits)
            if path in modules or source is None or len(modules) >= limits.files:
                continue
            modules[path] = source
            if (tree := _parsed(source)) is not None:
                trees.append(tree)
                waiting += _imported(tree)
    named = {text for tree in trees for text in _strings(tree)}
    wanted = [p for p in there if p not in modules and _is_named(p, named)]
    return Beside(modules=modules, files=dict(_within(wanted, there, limits)))


def _parsed(source: str) -> ast.Module | None:
    try:
        return magics.python(source).tree
    except NotPython:
        return None


def _speaks(tree: ast.Module) -> bool:
    """Whether there is anything to look for; listing a folder may take a while."""
    return any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(tree)) or any(
        True for _ in _strings(tree)
    )


def _imported(tree: ast.Module) -> Iterator[str]:
    """The first parts of what is imported anywhere, relative imports too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]
        elif isinstance(node, ast.ImportFrom):
            yield from (alias.name for alias in node.names)


def _of_module(name: str, there: dict[str, Path]) -> list[str]:
    """The files of a module or package of that name, the one nearest to the top."""
    found = [
        path
        for path in there
        if path.endswith(".py") and name in (*path.split("/")[:-1], path.rpartition("/")[2][:-3])
    ]

    def depth(path: str) -> int:
        parts = [*path.split("/")[:-1], path.rpartition("/")[2][:-3]]
        return parts.index(name)

    nearest = min(map(depth, found), default=0)
    return [path for path in found if depth(path) == nearest]


def _strings(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if 0 < len(node.value) < 200 and "\n" not in node.value:
                yield node.value.replace("\\", "/").rstrip("/")


def _is_named(path: str, texts: set[str]) -> bool:
    """Whether a text in the code is the file's name, its path, a pattern for it or its folder."""
    name = path.rpartition("/")[2]
    if path.endswith((".py", ".ipynb", ".whl")):
        return False
    folders = path.split("/")[:-1]
    for said in texts:
        last = said.rpartition("/")[2]
        if name == last or last in folders:
            return True
        if "*" in last and last.strip("*?./") and fnmatch.fnmatch(name, last):
            return True
    return False


def _listed(folder: Path) -> Iterator[tuple[str, Path]]:
    """The files in and below a folder, nearest first, up to some number."""
    left = _MOST_ENTRIES
    level = [folder]
    for _ in range(_DEEPEST):
        below: list[Path] = []
        for place in level:
            try:
                entries = sorted(os.scandir(place), key=lambda entry: entry.name)
            except OSError:
                continue
            for entry in entries:
                left -= 1
                if left < 0:
                    return
                if entry.name.startswith("."):
                    continue
                path = place / entry.name
                if entry.is_file():
                    yield path.relative_to(folder).as_posix(), path
                elif entry.is_dir(follow_symlinks=False) and entry.name not in _PASSED_OVER:
                    below.append(path)
        level = below


def _text(path: Path, limits: LoadLimits) -> str | None:
    try:
        if path.stat().st_size > limits.code_mb * MIB:
            return None
        return text.decode(path.read_bytes()).text
    except (OSError, NotText):
        return None


def _within(
    paths: list[str], there: dict[str, Path], limits: LoadLimits
) -> Iterator[tuple[str, bytes]]:
    """As many of the files as a submission may hold."""
    total = 0
    for path in paths[: limits.files]:
        try:
            size = there[path].stat().st_size
            if size > limits.file_mb * MIB or total + size > limits.total_mb * MIB:
                continue
            total += size
            yield path, there[path].read_bytes()
        except OSError:
            continue
