"""Where a line of a student stands in the file on disk: for programs, which count differently.

People read `hw.ipynb, cell 7, line 3`; a program that shows the file wants the line of the JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_IN_NOTEBOOK = re.compile(r"(?P<path>.+\.ipynb), cell (?P<cell>\d+), line (?P<line>\d+)", re.I)
_IN_SCRIPT = re.compile(r"(?P<path>.+), line (?P<line>\d+)")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[{}\[\]:,]')
_LARGEST = 8 << 20
"""Bytes of a notebook that is searched; in a larger one, full of pictures, line 1 is told."""
_MOST_FILES = 2000
"""Files looked at to find one that does not stand where its name says."""


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file."""

    path: Path
    """The file, which exists."""
    line: int
    """From 1."""


def place_in_file(where: str, root: Path) -> Place | None:
    """Finds the file and line that a place in words means.

    Args:
        where: `basics.py, line 12`, `hw.ipynb, cell 7, line 3`, or a path alone; not trusted.
        root: the folder with the work. A file may stand further down: the loader takes away
            folders that only wrap everything.

    Returns:
        None where there is no such file below the root.
    """
    match = _IN_NOTEBOOK.fullmatch(where) or _IN_SCRIPT.fullmatch(where)
    told = match.groupdict() if match else {"path": where}
    path = _file(told["path"], root)
    if path is None:
        return None
    line = int(told.get("line", "1")[:9])
    if "cell" in told:
        line = _line_of_cell(path, int(told["cell"][:9]), line)
    return Place(path, max(1, line))


def _file(name: str, root: Path) -> Path | None:
    parts = Path(name).parts
    if not parts or Path(name).anchor or ".." in parts or "\0" in name:
        return None
    try:
        if (root / name).is_file():
            return root / name
        wrapped = [each for each in _below(root) if each.parts[-len(parts) :] == parts]
    except OSError:
        return None
    return wrapped[0] if len(wrapped) == 1 else None


def _below(root: Path) -> Iterator[Path]:
    """Files under a folder, hidden ones and links to folders left out."""
    waiting, seen = [root], 0
    while waiting and seen < _MOST_FILES:
        for each in sorted(waiting.pop().iterdir()):
            seen += 1
            if each.name.startswith("."):
                continue
            if each.is_dir() and not each.is_symlink():
                waiting.append(each)
            elif each.is_file():
                yield each


def _line_of_cell(path: Path, cell: int, line: int) -> int:
    """The line of the JSON on which a line of a code cell stands; 1 where that is not known."""
    try:
        if path.stat().st_size > _LARGEST:
            return 1
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return 1
    cells = (each for each in _cells(text) if each.kind == "code" and each.source)
    found = next((each for number, each in enumerate(cells, 1) if number == cell), None)
    return _line_of_source(found, line) if found else 1


@dataclass(slots=True)
class _Cell:
    kind: str = ""
    source: list[tuple[int, str]] = field(default_factory=list)
    """Line of the file and text of each string that the source is made of."""


def _line_of_source(cell: _Cell, line: int) -> int:
    before, at = 0, 1
    for at, piece in cell.source:  # noqa: B007 - the last one is the answer when none holds the line
        ends = piece.count("\n")
        last = before + ends + (not piece.endswith("\n"))
        if before < line <= last:
            break
        before += ends
    return at


def _cells(text: str) -> Iterator[_Cell]:
    """The cells of a notebook of format 4 or 3, in their order, with the lines their source is on.

    Walks the brackets and strings of the JSON; whatever is malformed ends the walk.
    """
    keys: list[str | int] = []
    await_key, line, seen, cell = False, 1, 0, _Cell()
    for match in _TOKEN.finditer(text):
        token = match.group()
        line += text.count("\n", seen, match.start())
        seen = match.start()
        if token in "{[":
            if len(keys) == len(_top(keys)) + 1 and _top(keys):
                cell = _Cell()
            keys.append("" if token == "{" else 0)
            await_key = token == "{"
        elif token in "}]":
            if not keys:
                return
            keys.pop()
            await_key = False
            if len(keys) == len(_top(keys)) + 1 and _top(keys):
                yield cell
        elif token == ",":
            if keys and isinstance(keys[-1], int):
                keys[-1] += 1
            await_key = bool(keys) and isinstance(keys[-1], str)
        elif token != ":":
            value = _text(token)
            if await_key and keys:
                keys[-1], await_key = value, False
            else:
                _note(cell, keys, line, value)


def _top(keys: list[str | int]) -> tuple[str | int, ...]:
    """The path of the list of cells that these keys lead into, or ()."""
    for path in (("cells",), ("worksheets", 0, "cells")):
        if tuple(keys[: len(path)]) == path:
            return path
    return ()


def _note(cell: _Cell, keys: list[str | int], line: int, value: str) -> None:
    """Keeps a string that is a cell's kind, its source, or a piece of that."""
    match keys[len(_top(keys)) + 1 :] if _top(keys) else ():
        case ["cell_type"]:
            cell.kind = value
        case ["source" | "input"] | ["source" | "input", int()]:
            cell.source.append((line, value))


def _text(token: str) -> str:
    try:
        return str(json.loads(token))
    except ValueError:
        return ""
