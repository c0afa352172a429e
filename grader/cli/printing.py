"""What the commands print: the progress of a batch and the table of a class."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from grader.types import STATUSES

if TYPE_CHECKING:
    from rich.console import Console

    from grader.journal import Entry as Line
    from grader.people import People

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


def called(student: str, name: str) -> str:
    """Whom a line is about: the name with the key, or the key where the name says no more.

    >>> called("ann", "Ann Lee"), called("Ann Lee", "Ann Lee"), called("ann", "")
    ('Ann Lee (ann)', 'Ann Lee', 'ann')
    """
    both = f"{printable(name)} ({printable(student)})"
    return both if name and name != student else printable(student)


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


def class_table(title: str, lines: Sequence[Line], names: Mapping[str, str]) -> None:
    """Prints a row per submission: points, the mark after the policy, how the checks ended.

    Args:
        title: of the homework.
        lines: what the journal says of each.
        names: student -> the person's name, where that is known and says more.
    """
    from rich.table import Table
    from rich.text import Text

    used = [s for s in STATUSES if any(line.statuses.get(s) for line in lines)]
    policy = any(line.counted and line.final != line.earned for line in lines)
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    table.add_column("student", overflow="fold")
    table.add_column("points", justify="right")
    if policy:
        table.add_column("mark", justify="right")
    for status in used:
        table.add_column(_WORDS[status], justify="right")
    for line in lines:
        cells = [f"{points(line.earned)} of {points(line.possible)}"]
        if policy:
            cells.append(_final(line))
        cells += [str(line.statuses.get(s) or "") for s in used]
        table.add_row(Text(_who(line, names.get(line.student, ""))), *cells)
    console().print(table)


def class_notes(people: People, system: str, notes: Sequence[str]) -> None:
    """Prints what recognising the download and joining the roster left open; nothing is dropped."""
    names = {"canvas": "Canvas", "moodle": "Moodle", "gradescope": "Gradescope"}
    if system != "plain":
        print(f"Read as a bulk download of {names.get(system, 'GitHub Classroom')}.")
    for note in (*notes, *people.unclear):
        print(printable(note))
    missing = [p.name or p.student for p in people.without_submission]
    for label, found in (
        ("Not on the roster", people.not_on_roster),
        ("On the roster, nothing handed in", missing),
        ("Left over, nobody's", people.left_over),
    ):
        if found:
            shown = "; ".join(printable(name) for name in found[:20])  # names hold commas
            more = f" and {len(found) - 20} more (people.json has all)" if len(found) > 20 else ""
            print(f"{label} ({len(found)}): {shown}{more}")


def _who(line: Line, name: str) -> str:
    who = called(line.student, name)
    return f"{who}, attempt {line.attempt}" if line.attempt else who


def _final(line: Line) -> str:
    if not line.counted:
        return "does not count"
    return "unknown" if line.final is None else points(line.final)


def console(columns: int = 120) -> Console:
    """Where tables are printed: as wide as the terminal; in a log, which keeps whole rows, fixed."""
    from rich.console import Console

    found = Console(highlight=False)
    return found if found.is_terminal else Console(width=columns, highlight=False)
