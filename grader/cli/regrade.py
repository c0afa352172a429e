"""`grader regrade`: judge a graded batch again from its recordings."""

from __future__ import annotations

from pathlib import Path

import click

from grader.assignment import find_assignment
from grader.atomic import write_atomically
from grader.cli.show import printable


@click.command("regrade")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--assignment",
    default=None,
    help="The homework, if it is not where it was when the batch was graded.",
)
def command(folder: Path, assignment: str | None) -> int:
    """Judge the batch in FOLDER again. Runs no student code and starts no sandbox.

    Says whose verdicts changed, before and after, and writes them to FOLDER/changes.jsonl.

    Exit code: 0 done, 1 wrong use, 2 some check broke on our side.
    """
    from grader.regrade import as_table, regrade

    where = None if assignment is None else find_assignment(assignment)
    done = regrade(folder.absolute(), assignment=where)
    for change in done.changes:
        student = printable(change.student)
        before, after = change.before or "not there", change.after or "not there"
        click.echo(f"{student}  {change.check}: {before} -> {after}")
    click.echo(f"{len(done.lines)} submissions judged again, {len(done.changes)} verdicts changed.")
    if done.changes:
        write_atomically(folder / "changes.jsonl", [as_table(done.changes).encode()])
    for student in done.without_recording:
        click.echo(f"{printable(student)}: nothing was recorded; left as it was.")
    return 2 if any(line.statuses.get("broken") for line in done.lines) else 0
