"""What a kernel ran, told as plain data: the texts of cells and the names that are alive.

Runs in the kernel, beside the student's objects: it reads texts and names, never a value. Imports
nothing but the standard library.
"""

from __future__ import annotations

import os
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """One run of a cell."""

    number: int
    """The execution count that the frontend shows: `In [7]`."""
    source: str
    """The cell as it was typed, magics included."""
    cell: str | None = None
    """What the frontend calls the cell, however often it is edited; None where nobody said."""
    at: float | None = None
    """When it ran, in seconds since 1970."""
    failed: bool = False
    """Whether it raised."""


class Session:
    """Listens to a shell from now on; of earlier runs it knows what the history knows.

    Args:
        shell: IPython's `InteractiveShell`.
    """

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self._runs: list[Ran] = []
        self._deleted: set[str] = set()
        typed = list(shell.history_manager.input_hist_raw)
        self._length = len(typed)
        self._earlier = [
            Ran(number=number, source=source)
            for number, source in enumerate(typed)
            if number and source.strip()
        ]

    def listen(self) -> None:
        """Begins to be told of every cell."""
        self._shell.events.register("pre_run_cell", self._begins)
        self._shell.events.register("post_run_cell", self._ended)

    def deaf(self) -> None:
        """Is told nothing more."""
        self._shell.events.unregister("pre_run_cell", self._begins)
        self._shell.events.unregister("post_run_cell", self._ended)

    def told(self) -> dict[str, Any]:
        """Everything that judging the cells takes, as plain JSON values."""
        hidden = getattr(self._shell, "user_ns_hidden", {})
        names = [n for n in list(self._shell.user_ns) if isinstance(n, str)]
        return {
            "cells": [asdict(run) for run in (*self._earlier, *self._runs)],
            "deleted": sorted(self._deleted),
            "alive": [n for n in names if not n.startswith("_") and n not in hidden],
            "folder": os.getcwd(),
            "notebook": self._notebook(),
        }

    def _begins(self, info: Any) -> None:
        """A cell is about to run; it counts already, because it may be the one that asks."""
        self._forget_deleted()
        if info.silent or not info.store_history:
            return
        length = len(self._shell.history_manager.input_hist_raw)
        if length < self._length:  # %reset: the names are gone, and the counting begins again
            self._earlier, self._runs = [], []
        self._length = length
        # The next place in the history. `execution_count` counts earlier or later, by version.
        number = max(length, self._runs[-1].number + 1 if self._runs else 1)
        cell = getattr(info, "cell_id", None)
        cell = cell if isinstance(cell, str) and cell else None
        self._deleted.discard(cell or "")
        self._runs.append(Ran(number=number, source=info.raw_cell, cell=cell, at=time.time()))

    def _ended(self, result: Any) -> None:
        info = getattr(result, "info", None)
        if info is None or not info.store_history or not self._runs:
            return
        last, number = self._runs[-1], getattr(result, "execution_count", None)
        if last.source == info.raw_cell:
            number = number if isinstance(number, int) else last.number
            self._runs[-1] = replace(last, number=number, failed=not result.success)

    def _forget_deleted(self) -> None:
        """JupyterLab says with every run which cells were deleted since the last one."""
        ask = getattr(self._shell, "get_parent", None)  # a terminal has no frontend
        parent = ask() if callable(ask) else None
        metadata = parent.get("metadata") if isinstance(parent, dict) else None
        gone = metadata.get("deletedCells") if isinstance(metadata, dict) else None
        if isinstance(gone, list):
            self._deleted.update(cell for cell in gone if isinstance(cell, str))

    def _notebook(self) -> str | None:
        """The notebook's file: VS Code tells it in a name, Jupyter in the environment."""
        for told in (
            self._shell.user_ns.get("__vsc_ipynb_file__"),
            os.environ.get("JPY_SESSION_NAME"),
        ):
            if isinstance(told, str) and told.endswith(".ipynb") and Path(told).is_file():
                return str(Path(told).absolute())
        return None
