"""The cells of a notebook file of any format, whatever state it is in."""

from __future__ import annotations

import json
import logging
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from grader.load import paths, text
from grader.load.text import NotText

_UNPRINTABLE = {0: "\ufffd", **dict.fromkeys(range(0xD800, 0xE000), "\ufffd")}
"""NUL and lone surrogates, which JSON can hold and no source can."""

_MOST_VALUES = 2_000_000
"""Values in the JSON; one may take 240 bytes of memory for six in the file."""


class NotANotebook(ValueError):
    """The bytes are no notebook; the message completes "hw.ipynb cannot be run: "."""


class Cell(NamedTuple):
    """A cell that holds code or text."""

    kind: Literal["code", "markdown"]
    source: str


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of a notebook in their order, and what there is to say about it."""

    cells: tuple[Cell, ...]
    malformed: str
    """"skipped 3 malformed cells", or "" when there is none."""
    language: str
    """The language that it says it is in, where that is not Python; else ""."""


def read_cells(raw: bytes) -> Cells:
    """The code and text cells of a notebook; raw cells are nobody's.

    Raises:
        NotANotebook: the bytes are none.
    """
    damaged: list[str] = []
    document = _modern(_document(raw, damaged))
    found = _found(document)
    cells, skipped = [], 0
    for cell in found or []:
        made = _cell(cell)
        if made:
            cells.append(made)
        elif _dict(cell).get("cell_type") != "raw":
            skipped += 1
    malformed = ""
    if skipped or found is None:
        plural = "" if skipped == 1 else "s"
        malformed = f"skipped {skipped or 'all'} malformed cell{plural}"
    if damaged:
        malformed = "; ".join([*damaged, malformed] if malformed else damaged)
    return Cells(tuple(cells), malformed, _language(document))


def slim(cells: Sequence[Cell]) -> bytes:
    """A notebook without what running it left behind: equal work gives equal bytes."""
    made: list[dict[str, Any]] = [
        {"cell_type": kind, "metadata": {}, "source": source}
        | ({"outputs": [], "execution_count": None} if kind == "code" else {})
        for kind, source in cells
    ]
    whole = {"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    return json.dumps(whole, ensure_ascii=False).encode()


def _document(raw: bytes, damaged: list[str]) -> dict:
    """The decoded JSON; of a damaged file the cells before the damage, which is told in `damaged`.

    Raises:
        NotANotebook: it is none.
    """
    if not raw.strip():
        raise NotANotebook("it is empty")
    if _too_many_values(raw):
        raise NotANotebook("it holds millions of values; clear its outputs and hand it in again")
    try:
        characters = text.decode(raw).text
    except NotText as problem:
        raise NotANotebook(f"it is not text: {problem}") from None
    try:
        document = json.loads(characters)
    except json.JSONDecodeError as problem:
        if characters.lstrip().startswith("<"):
            raise NotANotebook(
                "it is a web page, not a notebook; download the file itself"
            ) from None
        if "<<<<<<<" in characters:
            raise NotANotebook("a merge conflict was left unresolved") from None
        place = f"line {problem.lineno}, column {problem.colno}"
        if cells := _whole_cells(characters):
            one = "the cell" if len(cells) == 1 else f"the {len(cells)} cells"
            damaged.append(
                f"it is damaged ({problem.msg}, {place}); {one} before that could be read. "
                "Save it again and hand in the whole file"
            )
            return {"cells": cells}
        raise NotANotebook(
            f"it is no notebook, or a damaged one ({problem.msg}, {place}); "
            "open it in Jupyter, save it and hand that in"
        ) from None
    except (RecursionError, ValueError):
        raise NotANotebook(
            "it is no notebook: its JSON is nested too deeply or malformed"
        ) from None
    if not isinstance(document, dict) or not ("cells" in document or "worksheets" in document):
        raise NotANotebook("it is no notebook: it has no cells")
    return document


def _whole_cells(characters: str) -> list:
    """The cells of format 4 that a damaged file still holds, from the first on."""
    start = re.search(r'"cells"\s*:\s*\[', characters)
    cells: list = []
    if start is None:
        return cells
    place, decoder = start.end(), json.JSONDecoder()
    gap = re.compile(r"[\s,]*")
    while True:
        try:
            cell, place = decoder.raw_decode(characters, gap.match(characters, place).end())  # type: ignore[union-attr]
        except (ValueError, RecursionError):
            return cells
        cells.append(cell)


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


def _found(document: dict) -> list | None:
    """What stands where cells should, in any format; None where that is no list."""
    if "cells" in document:
        cells = document["cells"]
        return cells if isinstance(cells, list) else None
    sheets = _list(document.get("worksheets"))
    return [cell for sheet in sheets for cell in _list(_dict(sheet).get("cells"))]


def _cell(cell: Any) -> Cell | None:
    """A cell, or None for one that is malformed or neither code nor text."""
    kind, source = _dict(cell).get("cell_type"), _source(cell)
    if source is None:
        return None
    if kind == "code":
        return Cell("code", source)
    if kind == "heading":
        level = cell.get("level")
        level = level if isinstance(level, int) and 1 <= level <= 6 else 1
        return Cell("markdown", f"{'#' * level} {source}")
    return Cell("markdown", source) if kind in ("markdown", "html", "text") else None


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


def _language(document: dict) -> str:
    metadata = _dict(document.get("metadata"))
    for holder, key in (("kernelspec", "language"), ("language_info", "name")):
        name = _dict(metadata.get(holder)).get(key)
        if isinstance(name, str) and name and "python" not in name.casefold():
            return paths.show(name)
    return ""


def _dict(value: Any) -> dict:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list:
    return value if isinstance(value, list) else []
