"""Where the result is shown: one display that changes under the cell, or lines in a terminal."""

from __future__ import annotations

import sys
import time
from typing import Any, Protocol

from grader.selfcheck.notebook.display import Shown, last_lines, verdict_lines

_EVERY_S = 0.25
"""Between two changes of a display: each sends all of it to the browser again."""


class View(Protocol):
    """Shows a result as it grows."""

    def change(self, shown: Shown) -> None:
        """There is more of it."""

    def end(self, shown: Shown) -> None:
        """That was all of it."""


class CellView:
    """One display under the cell, changed in place."""

    def __init__(self) -> None:
        self._handle: Any = None
        self._at = 0.0

    def change(self, shown: Shown) -> None:
        """Shows it, unless it was shown a moment ago."""
        if time.monotonic() - self._at >= _EVERY_S:
            self.end(shown)

    def end(self, shown: Shown) -> None:
        """Shows it."""
        if self._handle is None:
            from IPython.display import display

            self._handle = display(shown, display_id=True)
        else:
            self._handle.update(shown)
        self._at = time.monotonic()


class LineView:
    """Lines that are printed as the verdicts fall."""

    def __init__(self) -> None:
        self._verdicts = 0

    def change(self, shown: Shown) -> None:
        """Prints the verdicts that are new."""
        for place in range(self._verdicts, len(shown.verdicts)):
            _print(verdict_lines(shown.verdicts[place], shown.verdicts[:place]))
        self._verdicts = len(shown.verdicts)

    def end(self, shown: Shown) -> None:
        """Prints the rest."""
        self.change(shown)
        _print(last_lines(shown))


def _print(lines: Any) -> None:
    """Prints what the terminal has letters for; the others as codes."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    for line in lines:
        print(line.encode(encoding, "backslashreplace").decode(encoding), flush=True)
