"""One run of `grader export`: files made and written, and everything said that is not in them."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli.printing import printable
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.exports.filled import Filled
    from grader.exports.gradescope import Visibility
    from grader.exports.roll import Incomplete, Roll, Row

_MANY = 20
"""People from which one reason is said once, with all their names behind it."""


class Export:
    """One export of one batch."""

    def __init__(self, out: Path, format_: str, to: Path, options: dict[str, Any]) -> None:
        from grader.atomic import close_to_others
        from grader.exports.batch import read_roll

        self.out, self.format, self.to, self.options = out, format_, to, options
        self.named = not options["without_names"]
        self.incomplete: Incomplete = options["incomplete"] or "blank"
        self.roll: Roll = read_roll(
            out, marks=options["marks"] or "final", incomplete=self.incomplete
        )
        tell(close_to_others(out))  # only now: it is a batch's folder, and not any folder
        if not self.named:
            self._hide()

    def run(self) -> int:
        """Writes the files, says what is not in them, and gives the exit code."""
        if self.format == "pages":
            return self._pages()
        if self.format == "gradescope":
            return self._gradescope()
        done = self._filled()
        write(self.to, done.data)
        return self._say(done)

    def _hide(self) -> None:
        from grader.exports.codes import codes_of, key_file, secret_of
        from grader.exports.nameless import members, nameless

        codes = codes_of(members(self.roll), secret_of(self.out))
        if self.options["key"] is not None:
            write(self.options["key"], key_file(self.roll.rows, codes))
        self.roll = nameless(self.roll, codes)

    def _filled(self) -> Filled:
        from grader.exports import canvas, csv, github, moodle, parquet
        from grader.exports.filled import Filled
        from grader.exports.lossless import read_sheet
        from grader.exports.table import table

        into, column = self.options["into"], self.options["column"]
        if self.format in ("csv", "parquet"):
            made = table(self.roll, self.options["shape"] or "wide")
            encode = csv.as_csv if self.format == "csv" else parquet.as_parquet
            return Filled(data=encode(made), written=self._known())
        if self.format == "github":
            if self.to.suffix == ".md":
                return Filled(data=github.summary(self.roll), written=self._known())
            return github.made(self.roll, named=self.named)
        if into is None:
            system = canvas if self.format == "canvas" else moodle
            return system.made(self.roll, column=column)
        given = {"name": str(into), "column": column, "scale": self.options["scale"]}
        if self.format == "canvas":
            return canvas.filled(self.roll, read_sheet(into), **given)
        return moodle.filled(
            self.roll, read_sheet(into), feedback=self.options["feedback"], **given
        )

    def _known(self) -> int:
        return sum(row.mark is not None for row in self.roll.rows)

    def _pages(self) -> int:
        from grader.exports.batch import people_data
        from grader.exports.pages import pages

        made_at = datetime.now(UTC).isoformat(timespec="seconds")
        people = people_data(self.out) if self.named else None
        count = 0
        for path, data in pages(self.roll, named=self.named, made_at=made_at, people=people):
            write(self.to / path, data)
            count += 1
        who = "" if self.named else " without names"
        click.echo(f"Wrote {count} pages{who} to {self.to}.")
        return 0

    def _gradescope(self) -> int:
        from grader.exports.filled import Filled
        from grader.exports.gradescope import dump, results_json
        from grader.types import safe_name

        hidden: Visibility = self.options["hidden"] or "after_due_date"
        ready = [row for row in self.roll.rows if row.result is not None and row.mark is not None]
        single = self.to.suffix == ".json"
        handed_in = len(self.roll.rows) - len(self.roll.absent)
        if single and handed_in != 1:
            raise UsageError(
                f"{self.out} holds {handed_in} results, and {self.to.name} is one: give --to the "
                "name of a folder."
            )
        for row in ready:
            path = self.to if single else self.to / safe_name(row.student) / "results.json"
            write(path, dump(results_json(row, hidden=hidden)))
        return self._say(Filled(data=b"", written=len(ready)))

    def _say(self, done: Filled) -> int:
        """Tells of everybody who is not, or not wholly, in what was written."""
        blank = [row for row in self.roll.unknown if row.mark is None]
        partial = [row for row in self.roll.unknown if row.mark is not None]
        lost = "no results.json was written" if self.format == "gradescope" else "left blank"
        _list("Not in the file, or without the id that it goes by", (r.shown for r in done.nobody))
        _list("Not written", done.refused)
        _list(f"Mark not known yet, {lost}", _whys(blank), len(blank))
        partly = "Mark not known yet, only the certain points are counted"
        _list(partly, _whys(partial), len(partial))
        _list("Handed in nothing, no mark", (row.shown for row in self.roll.absent))
        tell(done.notes)
        if blank and self.incomplete == "blank":
            tell(["--incomplete partial writes the points that are certain already."])
        left_out = {row.student for row in (*done.nobody, *blank)}
        terminal = str(self.to) == "-"
        marks = "1 mark" if done.written == 1 else f"{done.written} marks"
        said = f"Wrote {marks} to {'the terminal' if terminal else self.to}"
        if left_out or done.refused:
            said += f"; {_how_many(len(left_out), len(done.refused))}, see above"
        click.echo(f"{said}.", err=terminal)
        return 2 if left_out or done.refused else 0


def _how_many(people: int, refused: int) -> str:
    parts = []
    if people:
        who = "1 person is" if people == 1 else f"{people} people are"
        parts.append(f"{who} missing or without a mark")
    if refused:
        what = "1 cell was" if refused == 1 else f"{refused} cells were"
        parts.append(f"{what} not written")
    return ", ".join(parts)


def _whys(rows: Iterable[Row]) -> list[str]:
    """A line for each person; where one reason holds for most of a class, one line for all."""
    reasons: dict[str, list[str]] = {}
    for row in rows:
        reasons.setdefault(row.unknown, []).append(row.shown)
    lines = []
    for reason, people in reasons.items():
        if len(people) > _MANY:
            lines.append(f"{len(people)} people: {reason} ({'; '.join(people)})")
        else:
            lines += [f"{who}: {reason}" for who in people]
    return lines


def write(path: Path, data: bytes) -> None:
    from grader.atomic import make_private, write_atomically

    if str(path) == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        make_private(path.parent)
        write_atomically(path, [data], durable=False)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from None


def _list(heading: str, people: Iterable[str], count: int = 0) -> None:
    lines = list(people)
    if lines:
        tell([f"{heading} ({count or len(lines)}):", *(f"  {line}" for line in lines)])


def tell(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(printable(line), err=True)
