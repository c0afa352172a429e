"""What the commands print: the progress of a batch and the table of a class."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from typing import Any

from grader.journal import Entry as Line
from grader.types import STATUSES

_WORDS = {
    "passed": "passed",
    "failed": "failed",
    "errored": "raised",
    "timed_out": "too long",
    "blocked": "blocked",
    "manual": "by hand",
    "broken": "BROKEN",
}


def printable(text: str) -> str:
    """Text of a student that cannot move the cursor or colour the terminal."""
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)


def points(value: float) -> str:
    """A mark without needless digits: 3, 2.5.

    >>> points(3.0), points(2.5)
    ('3', '2.5')
    """
    return f"{value:g}" if value == round(value, 4) else f"{value:.2f}"


class Progress:
    """A progress bar on a terminal, a line now and then in a log.

    The estimate is the mean time per finished submission of this run times those left; it is shown
    from the third submission on, because the first ones also pay for the start.
    """

    def __init__(self) -> None:
        self._bar: Any = None
        self._task: Any = None
        self._total = self._done = 0
        self._begun = 0.0

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def start(self, total: int, waiting: int) -> None:
        """Told how many submissions there are and how many are to be graded."""
        self._total, self._begun = waiting, time.monotonic()
        if total > waiting:
            print(f"{total - waiting} of {total} submissions are graded already.", file=sys.stderr)
        if waiting and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
            from rich.progress import Progress as Bar

            self._bar = Bar(
                TextColumn("Grading"),
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("{task.fields[left]}"),
                console=Console(stderr=True),
            )
            self._task = self._bar.add_task("", total=waiting, left="")
            self._bar.start()

    def done(self, line: Line) -> None:
        """Told each finished submission."""
        self._done += 1
        if self._bar is not None:
            self._bar.update(self._task, advance=1, left=self._left())
        elif self._done == self._total or self._done % max(1, self._total // 10) == 0:
            print(f"graded {self._done} of {self._total} {self._left()}".rstrip(), file=sys.stderr)

    def _left(self) -> str:
        if self._done < 3 or self._done >= self._total:
            return ""
        each = (time.monotonic() - self._begun) / self._done
        return f"about {duration(each * (self._total - self._done))} left"


def duration(seconds: float) -> str:
    """Seconds as a person says them.

    >>> duration(8), duration(200), duration(7300)
    ('8 s', '3 min', '2 h 2 min')
    """
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60} min"


def class_table(title: str, lines: Sequence[Line]) -> None:
    """Prints a row per student: points and how the checks ended."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    used = [s for s in STATUSES if any(line.statuses.get(s) for line in lines)]
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    table.add_column("student", overflow="fold")
    table.add_column("points", justify="right")
    for status in used:
        table.add_column(_WORDS[status], justify="right")
    for line in lines:
        counts = [str(line.statuses.get(s) or "") for s in used]
        mark = f"{points(line.earned)} of {points(line.possible)}"
        table.add_row(Text(printable(line.student)), mark, *counts)
    console = Console()
    if not console.is_terminal:  # a log keeps whole rows
        console = Console(width=120)
    console.print(table)
