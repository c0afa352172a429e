"""`grader regrade`: judge a graded batch again after a change, and say what changed for whom."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.assignment import find_assignment
from grader.cli.grade import TIERS
from grader.cli.printing import called, console, points, printable

if TYPE_CHECKING:
    from grader.changes import CheckChange, Mark, Standing, StudentChange
    from grader.regrade import Regraded

_MOST = 40
"""Students whose changes are printed in full; the files hold everybody's."""
_FEW = 6
"""Checks that a sentence names."""


@click.command("regrade")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--assignment",
    default=None,
    help="The homework, if it is not where it was when the batch was graded.",
)
@click.option(
    "--submissions",
    type=click.Path(path_type=Path, exists=True),
    default=None,
    help="The folder that was graded, if it is not where it was. Read only when a check has to be "
    "run again.",
)
@click.option(
    "--no-run",
    is_flag=True,
    help="Run nothing at all; a check that would have to be run again gets no mark.",
)
@click.option(
    "--sandbox",
    "tier",
    type=click.Choice(TIERS),
    default=None,
    help="How checks that have to be run again are isolated; as the batch was, by default.",
)
@click.option(
    "--diagnose",
    is_flag=True,
    help="Where a check failed for the first time, run the homework's misconceptions to say which "
    "known mistake it is. Runs no student's code.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    default=os.cpu_count() or 1,
    show_default="one per core",
    help="Processes, at most; a small class takes one.",
)
def command(
    folder: Path,
    assignment: str | None,
    submissions: Path | None,
    no_run: bool,
    tier: str | None,
    diagnose: bool,
    jobs: int,
) -> int:
    """Judge the batch in FOLDER again, after its homework, its policy or marks by hand changed.

    \b
    Another tolerance, other points, a reworded or a voided check: the recordings
    are judged again and no student's code runs. A check that asks something else
    than before is run again, it alone, in the sandbox. Marks by hand stay.

    Says what changed for whom, before and after, and writes it to FOLDER/changes.csv and
    FOLDER/changes.jsonl. Interrupted, the same command again finishes.

    Exit code: 0 done, 1 wrong use, 2 some check has no mark because it broke or could not be run.
    """
    from grader.regrade import regrade

    if tier == "none":
        click.echo(
            "grader: warning: --sandbox none runs what has to be run again without isolation, with "
            "your rights: it can read, change and delete your files.",
            err=True,
        )
    done = regrade(
        folder.absolute(),
        assignment=None if assignment is None else find_assignment(assignment),
        submissions=None if submissions is None else submissions.absolute(),
        run=not no_run,
        tier=tier,
        diagnose=diagnose,
        jobs=jobs,
        on_start=_say,
    )
    _print_changes(done.changes)
    for line in _told(done, folder):
        click.echo(line)
    return 2 if any(line.statuses.get("broken") for line in done.lines) else 0


def _say(students: int, processes: int) -> None:
    """Said of a class that takes more than a moment."""
    if students > 50:
        several = "1 process" if processes == 1 else f"{processes} processes"
        click.echo(f"Judging {students} submissions again with {several}.", err=True)


def _told(done: Regraded, folder: Path) -> list[str]:
    """What the regrade did, in sentences."""
    marks = sum(change.depth == "mark" for change in done.changes)
    out = [
        f"{_many(len(done.lines), 'submission')} judged again: {_many(marks, 'mark')} changed, "
        f"{_many(len(done.changes), 'student')} with any change."
    ]
    if done.ran:
        out.append(f"Run again: {_counted(done.ran)}.")
    else:
        out.append("Nothing was run.")
    if done.lacking:
        out.append(
            f"No mark, because it could not be run again: {_counted(done.lacking)}. "
            "The verdict says why and what to do."
        )
    if done.unasked:
        out.append(
            f"Which known mistake it is was not looked up for {_some(done.unasked)}: the answers "
            "of the misconceptions are not in the batch, and nothing was run. With --diagnose "
            "they are asked."
        )
    if done.without_recording:
        names = ", ".join(printable(s) for s in done.without_recording)
        out.append(f"Nothing to judge, because nothing could be read: {names}.")
    out.append(f"All changes: {folder / 'changes.csv'}")
    return out


def _many(number: int, what: str) -> str:
    """`1 mark`, `2 marks`."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _some(checks: Sequence[str]) -> str:
    """A few by name, of more how many."""
    if len(checks) <= _FEW:
        return ", ".join(checks)
    return f"{', '.join(checks[:_FEW])} and {len(checks) - _FEW} more"


def _counted(checks: object) -> str:
    assert isinstance(checks, dict)
    return ", ".join(f"{c} for {_many(n, 'submission')}" for c, n in sorted(checks.items()))


def _print_changes(changes: Sequence[StudentChange]) -> None:
    """The table: whose mark changed first, then whose verdicts; of mere wording only how many."""
    order = {"mark": 0, "status": 1}
    shown = sorted((c for c in changes if c.depth in order), key=lambda c: order[c.depth])
    if shown:
        _table(shown[:_MOST])
        _table_by_check(shown)
    if len(shown) > _MOST:
        click.echo(f"... and {_many(len(shown) - _MOST, 'more student')}.")
    if reworded := sum(c.depth == "wording" for c in changes):
        click.echo(f"{_many(reworded, 'student')}: only the wording of verdicts changed.")


def _table(changes: Sequence[StudentChange]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, show_edge=False)
    for name in ("student, check", "before", "after"):
        table.add_column(name, overflow="fold")
    for change in changes:
        who = called(change.student, change.name)
        table.add_row(
            Text(who, style="bold"),
            Text(_mark(change.before), style="bold"),
            Text(_mark(change.after), style="bold"),
        )
        if change.before.attempt != change.after.attempt:
            table.add_row(
                "  another attempt counts",
                *(f"attempt {m.attempt}" for m in (change.before, change.after)),
            )
        reworded = 0
        for check in change.checks:
            if check.depth == "wording":
                reworded += 1
                continue
            before, after = (Text(part) for part in _both(check))
            table.add_row(Text(f"  {check.check}"), before, after)
        if reworded:
            table.add_row(Text(f"  {_many(reworded, 'more verdict')}"), "", Text("other words"))
    console().print(table)


def _table_by_check(changes: Sequence[StudentChange]) -> None:
    """Which checks it was: one look tells whether the change did what it was meant to do."""
    from rich.table import Table
    from rich.text import Text

    from grader.changes import by_check

    counts = by_check(changes)
    if not counts:
        return
    table = Table(box=None, pad_edge=False, show_edge=False)
    table.add_column("check", overflow="fold")
    for name in ("students", "gain points", "lose points"):
        table.add_column(name, justify="right")
    for one in counts[:_MOST]:
        table.add_row(Text(one.check), *(str(n) for n in (one.students, one.gained, one.lost)))
    click.echo()
    console().print(table)
    if len(counts) > _MOST:
        click.echo(f"... and {_many(len(counts) - _MOST, 'more check')}.")
    click.echo()


def _mark(mark: Mark) -> str:
    text = f"{points(mark.earned)} of {points(mark.possible)}"
    if mark.final is None:
        return f"{text}, final unknown"
    if mark.final != mark.earned:
        text += f", final {points(mark.final)}"
    return text if mark.complete else f"{text} so far"


def _both(change: CheckChange) -> tuple[str, str]:
    return _standing(change.before), _standing(change.after)


def _standing(standing: Standing | None) -> str:
    if standing is None:
        return "not there"
    earned = "no mark" if standing.earned is None else points(standing.earned)
    text = f"{standing.status}, {earned} of {points(standing.points)}"
    why = printable(standing.why)
    if len(why) > 90:
        why = why[:87].rstrip() + "..."
    return f"{text}: {why}" if why else text
