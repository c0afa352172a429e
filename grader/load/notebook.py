"""Notebooks to modules: the code cells one after another, with a map back to cell and line."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field

from grader.load import magics, notebook_cells, paths, scan, syntax
from grader.load.magics import WrittenFile
from grader.load.notebook_cells import NotANotebook, read_cells
from grader.load.syntax import NotPython

_MOST_CELLS = 10_000
_MOST_NOTES = 20
_OF_THE_SELF_CHECK = re.compile(r"\s*%?(?:check\b|(?:un|re)?load_ext\s+grader\b)")
"""Magics that every student is told to use; leaving them out is nothing to speak of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notebook:
    """What a notebook gives: code, text cells, and what it would write."""

    source: str = ""
    """All code cells, each starting on a line of its own."""
    cells: tuple[tuple[int, int], ...] = ()
    """(code cell number from 1, first line of `source` from 1)."""
    tree: ast.Module = field(default_factory=lambda: ast.Module([], []))
    """The syntax tree of the cells that parse; its line numbers are those within the cells."""
    error: str | None = None
    """Why nothing of it can be executed, as in `types.Module`."""
    texts: tuple[str, ...] = ()
    """The text cells as Markdown."""
    files: tuple[WrittenFile, ...] = ()
    """What its `%%writefile` cells write."""
    slim: bytes
    """The notebook without outputs, as JSON; the bytes as they are where it is none."""
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Code:
    """The code cells put together so far."""

    sources: list[str] = field(default_factory=list)
    starts: list[tuple[int, int]] = field(default_factory=list)
    statements: list[ast.stmt] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    magics: list[tuple[int, str]] = field(default_factory=list)
    files: list[WrittenFile] = field(default_factory=list)
    good: int = 0
    """Cells that have code and parse."""


def read(raw: bytes, path: str, *, most_code: int) -> Notebook:
    """Any bytes that claim to be a notebook.

    Args:
        raw: the file.
        path: its name, for messages.
        most_code: characters of code it may hold.
    """
    try:
        found = read_cells(raw)
    except NotANotebook as problem:
        return Notebook(error=f"{path} cannot be run: {problem}", slim=raw)
    notes = [found.malformed] if found.malformed else []
    sources = [source for kind, source in found.cells if kind == "code"]
    texts = tuple(source for kind, source in found.cells if kind == "markdown")
    thin = notebook_cells.slim(found.cells)
    if sum(map(len, sources)) > most_code or len(sources) > _MOST_CELLS:
        error = f"{path} cannot be run: there is too much code to read"
        return Notebook(error=error, texts=texts, slim=thin, notes=_named(path, notes))
    code = _Code()
    for number, source in enumerate(sources, 1):
        _add(code, number, source)
    if others := [(n, line) for n, line in code.magics if not _OF_THE_SELF_CHECK.match(line)]:
        shown = [f"{line} (cell {number})" for number, line in others]
        notes.append(f"left out what only a notebook can run: {paths.listing(shown)}")
    if not (code.good or code.failed or code.magics or texts or found.malformed):
        notes.append("it has no cell with code")
    error = ""
    if code.failed and not code.good:
        language = f"it is a notebook in {found.language}; " if found.language else ""
        error = f"{path} cannot be run: {language}none of its code parses; {code.failed[0]}"
    return Notebook(
        source="\n".join(code.sources) + "\n" if code.sources else "",
        cells=tuple(code.starts),
        tree=ast.Module(body=code.statements, type_ignores=[]),
        error=error or None,
        texts=texts,
        files=tuple(code.files),
        slim=thin,
        notes=_named(path, notes + _few(code.failed)),
    )


def _add(code: _Code, number: int, source: str) -> None:
    """Adds one cell; a cell that is no Python becomes comments, and the others stay what they are."""
    line = code.sources[-1].count("\n") + 1 + code.starts[-1][1] if code.sources else 1
    code.starts.append((number, line))
    try:
        cell = magics.python(source)
    except NotPython as problem:
        code.sources.append(magics.commented(source))
        lost = scan.guess(source)
        defines = f" (it defines {paths.listing(lost, most=5)})" if lost else ""
        code.failed.append(syntax.cell_is_out(number, problem) + defines)
        return
    code.sources.append(cell.source)
    code.magics += [(number, line_text) for _, line_text in cell.left_out]
    if cell.file:
        code.files.append(cell.file)
    if cell.tree.body:
        code.statements += cell.tree.body
        code.good += 1


def _few(failed: list[str]) -> list[str]:
    more = len(failed) - _MOST_NOTES
    if more <= 0:
        return failed
    return [*failed[:_MOST_NOTES], f"{more} more cell{'s do' if more > 1 else ' does'} not parse"]


def _named(path: str, notes: list[str]) -> tuple[str, ...]:
    return tuple(f"{path}: {note}." for note in notes)


def slim(raw: bytes) -> bytes:
    """What `read` gives as `slim`, without looking at the code."""
    try:
        return notebook_cells.slim(read_cells(raw).cells)
    except NotANotebook:
        return raw
