"""Places as a student of a notebook finds them: "In [7], line 3".

Everybody else counts the code cells of a file; in a running notebook the number that stands beside
the cell is its execution count.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from grader.types import Module, Verdict


@dataclass(frozen=True, slots=True)
class Places:
    """One notebook's places."""

    path: str
    """What the notebook is called in the submission."""
    numbers: Sequence[int]
    """The execution count of each of its code cells, in their order."""

    def numbered(self, module: Module) -> Module:
        """The notebook's module; its places say the execution count for the cell's number."""
        cells = tuple((self._number(cell), first) for cell, first in (module.cells or ()))
        error = None if module.error is None else self.of_loader(module.error)
        return replace(module, cells=cells, error=error)

    def of_loader(self, note: str) -> str:
        """A sentence of the loader about this notebook, which counts its code cells from 1."""
        if not note.startswith(self.path):
            return note
        said = re.sub(r"\b[Cc]ell (\d+)\b", lambda m: f"In [{self._number(int(m[1]))}]", note)
        return said.removeprefix(f"{self.path}: ")

    def told(self, text: str) -> str:
        """A text with places of the numbered module, as the student finds them."""
        return re.sub(rf"{re.escape(self.path)}, cell (\d+)\b", r"In [\1]", text)

    def verdict(self, verdict: Verdict) -> Verdict:
        """One verdict with everything in it."""
        return replace(
            verdict,
            message=self.told(verdict.message),
            evidence=_everywhere(verdict.evidence, self.told),
            remarks=tuple(map(self.told, verdict.remarks)),
        )

    def _number(self, cell: int) -> int:
        return self.numbers[cell - 1] if 0 < cell <= len(self.numbers) else cell


def _everywhere(value: Any, change: Callable[[str], str]) -> Any:
    """The same data with every text in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _everywhere(inner, change) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_everywhere(inner, change) for inner in value)
    return value
