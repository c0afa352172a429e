"""The notebook's own file, as it was saved last: its cells in their order, and its text cells.

The kernel does not know the order of cells, nor their Markdown; the file does, as of the last
time that it was saved. Executes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What the file says; empty where there is no file."""

    order: Mapping[str, int] = field(default_factory=dict)
    """Id of each code cell -> its place. The frontend calls the cell by the same id."""
    sources: Mapping[str, str] = field(default_factory=dict)
    """Id of each code cell -> its text."""
    texts: tuple[str, ...] = ()
    """The text cells, as Markdown."""
    at: float = 0.0
    """When it was saved, in seconds since 1970."""

    def only_cell(self, source: str) -> str | None:
        """The id of the one cell that has this text; None where none or several have it."""
        ids = [id for id, text in self.sources.items() if text.strip() == source.strip()]
        return ids[0] if len(ids) == 1 else None


_LARGEST = 64 << 20


def read_saved(path: Path) -> Saved:
    """Reads a notebook; what cannot be read says nothing."""
    try:
        if path.stat().st_size > _LARGEST:
            return Saved()
        at = path.stat().st_mtime
        document = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return Saved()
    cells = document.get("cells") if isinstance(document, dict) else None
    order: dict[str, int] = {}
    sources: dict[str, str] = {}
    texts: list[str] = []
    for place, cell in enumerate(cells if isinstance(cells, list) else []):
        text = _text(cell)
        if text is None:
            continue
        if cell.get("cell_type") == "markdown":
            texts.append(text)
        elif cell.get("cell_type") == "code" and isinstance(cell.get("id"), str):
            order[cell["id"]] = place
            sources[cell["id"]] = text
    return Saved(order=order, sources=sources, texts=tuple(texts), at=at)


def _text(cell: Any) -> str | None:
    source = cell.get("source") if isinstance(cell, dict) else None
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        return "".join(source)
    return source if isinstance(source, str) else None
