"""Notebooks to modules: the code cells one after another, with a map back to cell and line."""

from __future__ import annotations

import ast
import json
import logging
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from grader import magics, paths, scan, syntax, text
from grader.magics import WrittenFile
from grader.syntax import NotPython
from grader.text import NotText

_UNPRINTABLE = {0: "�", **dict.fromkeys(range(0xD800, 0xE000), "�")}
"""NUL and lone surrogates, which JSON can hold and no source can."""


_MOST_CELLS = 10_000
_MOST_NOTES = 20
_MOST_VALUES = 2_000_000
"""Values in the JSON; one may take 240 bytes of memory for six in the file."""


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
        document = _document(raw)
    except NotText as problem:
        return Notebook(error=f"{path} cannot be run: {problem}", slim=raw)
    notes: list[str] = []
    document = _modern(document)
    cells = list(_cells(document, notes))
    sources = [source for kind, source in cells if kind == "code"]
    texts = tuple(source for kind, source in cells if kind == "markdown")
    thin = _slim(document)
    if sum(map(len, sources)) > most_code or len(sources) > _MOST_CELLS:
        error = f"{path} cannot be run: there is too much code to read"
        return Notebook(error=error, texts=texts, slim=thin, notes=_named(path, notes))
    code = _Code()
    for number, source in enumerate(sources, 1):
        _add(code, number, source)
    if code.magics:
        shown = [f"{line} (cell {number})" for number, line in code.magics]
        notes.append(f"left out what only a notebook can run: {paths.listing(shown)}")
    error = ""
    if code.failed and not code.good:
        language = _language(document)
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


def _language(document: Any) -> str:
    """A word on the language where a notebook says it is not Python, else nothing."""
    metadata = _dict(_dict(document).get("metadata"))
    for holder, key in (("kernelspec", "language"), ("language_info", "name")):
        name = _dict(metadata.get(holder)).get(key)
        if isinstance(name, str) and name and "python" not in name.casefold():
            return f"it is a notebook in {paths.show(name)}; "
    return ""


def _document(raw: bytes) -> Any:
    """The decoded JSON.

    Raises:
        NotText: it is none; the message completes "... cannot be run: ".
    """
    if not raw.strip():
        raise NotText("it is empty")
    if _too_many_values(raw):
        raise NotText("it holds millions of values; clear its outputs and hand it in again")
    try:
        characters = text.decode(raw).text
    except NotText as problem:
        raise NotText(f"it is not text: {problem}") from None
    try:
        document = json.loads(characters)
    except json.JSONDecodeError as problem:
        if characters.lstrip().startswith("<"):
            raise NotText("it is a web page, not a notebook; download the file itself") from None
        if "<<<<<<<" in characters:
            raise NotText("a merge conflict was left unresolved") from None
        place = f"line {problem.lineno}, column {problem.colno}"
        raise NotText(f"it is no notebook, or a damaged one ({problem.msg}, {place})") from None
    except (RecursionError, ValueError):
        raise NotText("it is no notebook: its JSON is nested too deeply or malformed") from None
    if not isinstance(document, dict) or not ("cells" in document or "worksheets" in document):
        raise NotText("it is no notebook: it has no cells")
    return document


def _too_many_values(raw: bytes) -> bool:
    """Whether decoding would take far more memory than the file is long.

    Every value but the first follows one of three characters. Where there are many of them, they
    are counted again outside of strings, whose length is no danger.
    """

    def count(data: bytes) -> int:
        return data.count(b",") + data.count(b"[") + data.count(b"{")

    if count(raw) <= _MOST_VALUES:
        return False
    strings = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'  # possessive: nothing is remembered for going back
    return count(re.sub(strings, b"", raw, flags=re.DOTALL)) > _MOST_VALUES


def _modern(document: dict) -> dict:
    """A notebook of an old format in format 4, where it is whole enough to be converted."""
    if "cells" in document:
        return document
    import nbformat  # slow to import, and hardly ever needed

    logger = logging.getLogger("traitlets")
    was_disabled, logger.disabled = logger.disabled, True  # it reports what is invalid
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return nbformat.convert(nbformat.from_dict(document), 4)
    except (
        AttributeError,
        KeyError,
        TypeError,
        ValueError,
        RecursionError,
        nbformat.ValidationError,
    ):
        return document
    finally:
        logger.disabled = was_disabled


class _Cell(NamedTuple):
    kind: str
    source: str


def _cells(document: dict, notes: list[str]) -> Iterator[_Cell]:
    """The cells of any format: what is malformed is skipped, with a note."""
    raw = document.get("cells")
    if raw is None:
        sheets = _list(document.get("worksheets"))
        raw = [cell for sheet in sheets for cell in _list(_dict(sheet).get("cells"))]
    skipped = 0
    for cell in _list(raw):
        kind = _dict(cell).get("cell_type")
        source = _source(cell)
        if source is None or not isinstance(kind, str):
            skipped += 1
        elif kind == "code":
            yield _Cell("code", source)
        elif kind == "heading":
            level = cell.get("level")
            yield _Cell("markdown", "#" * (level if level in range(1, 7) else 1) + f" {source}")
        elif kind in ("markdown", "html", "text"):
            yield _Cell("markdown", source)
    if skipped or not isinstance(raw, list):
        notes.append(f"skipped {skipped or 'all'} malformed cell{'' if skipped == 1 else 's'}")


def _source(cell: Any) -> str | None:
    """The text of a cell, which formats keep in different places, as one or as many strings."""
    for key in ("source", "input", "code", "text"):
        value = _dict(cell).get(key)
        if isinstance(value, list) and all(isinstance(line, str) for line in value):
            value = "".join(value)
        if isinstance(value, str):
            value = value.replace("\r\n", "\n").replace("\r", "\n")
            clean = value.isascii() and "\0" not in value
            return value if clean else value.translate(_UNPRINTABLE)
    return None


def slim(raw: bytes) -> bytes:
    """A notebook without what running it left behind: equal work gives equal bytes."""
    try:
        return _slim(_modern(_document(raw)))
    except NotText:
        return raw


def _slim(document: dict) -> bytes:
    cells: list[dict[str, Any]] = [
        {"cell_type": kind, "metadata": {}, "source": source}
        | ({"outputs": [], "execution_count": None} if kind == "code" else {})
        for kind, source in _cells(document, [])
    ]
    whole = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    return json.dumps(whole, ensure_ascii=False).encode()


def _dict(value: Any) -> dict:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list:
    return value if isinstance(value, list) else []
