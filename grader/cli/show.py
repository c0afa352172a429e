"""`grader show`: how one mark came about, replayed from the recording, for an appeal."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from grader.assignment import find_assignment
from grader.cli.printing import called, console, points, printable
from grader.errors import UsageError


@click.command("show")
@click.argument("student")
@click.argument("check", required=False)
@click.option(
    "--batch",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("."),
    help="The folder of the batch (--out of `grader grade`); the current one by default.",
)
@click.option("--assignment", default=None, help="The homework, if it is not where it was.")
@click.option("--attempt", type=click.IntRange(1), default=None, help="Which of several attempts.")
@click.option(
    "--run", is_flag=True, help="Run the check again, now, in the sandbox; nothing is changed."
)
@click.option("--json", "as_json", is_flag=True, help="The same as data.")
def command(
    student: str,
    check: str | None,
    batch: Path,
    assignment: str | None,
    attempt: int | None,
    run: bool,
    as_json: bool,
) -> int:
    """Show how the mark of STUDENT for CHECK came about. Without CHECK: all their checks.

    Prints what the check asked, what came back, every comparison with what was expected, why the
    verdict is what it is, and who marked by hand. STUDENT is a key, a name or an id; CHECK the id
    of a check, or of a question with one check. For the instructor: hidden checks are shown whole.

    Exit code: 0 shown, 1 no such batch, student or check.
    """
    from grader.appeal import appeal, checks_of

    out = batch.absolute()
    if not (out / "batch.json").exists():
        raise UsageError(f"{batch} is not the folder of a batch; say where it is with --batch DIR.")
    if check is None:
        data = checks_of(out, student)
        if as_json:
            click.echo(json.dumps(data, ensure_ascii=True, indent=1))
        else:
            _print_checks(data, batch)
        return 0
    where = None if assignment is None else find_assignment(assignment)
    told = appeal(out, student, check, assignment=where, attempt=attempt, run=run)
    told["again"] = _again(told, batch)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=True, indent=1))
        return 0
    from grader.cli.appeal_text import lines_of

    for line in lines_of(told, again=told["again"]):
        click.echo(line)
    return 0


def _again(told: Mapping[str, Any], batch: Path) -> list[str]:
    """The commands that do it again: for the instructor, and for the student where it is public."""
    if "rubric" in (told["then"].get("evidence") or {}):
        return [f"grader review {shlex.quote(str(batch))}"]
    words = ["grader", "show", told["student"], told["check"]]
    words += ["--attempt", str(told["attempt"])] if told["attempt"] else []
    words += _where(batch)
    words.append("--run")
    commands = [printable(shlex.join(words))]
    if told["then"]["replay"]:
        commands.append(told["then"]["replay"])
    return commands


def _where(batch: Path) -> list[str]:
    """What to add to a command so that it means the same batch."""
    return [] if batch == Path(".") else ["--batch", str(batch)]


def _print_checks(data: Mapping[str, Any], batch: Path) -> None:
    from rich.table import Table
    from rich.text import Text

    who = called(data["student"], data.get("name") or "")
    table = Table(box=None, pad_edge=False, show_edge=False)
    table.add_column("check", overflow="fold")
    table.add_column("status")
    table.add_column("points", justify="right")
    table.add_column("what is checked", overflow="fold", ratio=1)
    for verdict in data["verdicts"]:
        earned = "?" if verdict["earned"] is None else points(verdict["earned"])
        status = verdict["status"]
        if verdict.get("marked"):
            status += ", by hand"
        if verdict.get("voided"):
            status += ", voided"
        table.add_row(
            Text(verdict["check"]),
            Text(status),
            f"{earned} of {points(verdict['points'])}",
            Text(verdict["title"] + (" (hidden)" if verdict["visibility"] == "hidden" else "")),
        )
    click.echo(f"{who}: {points(data['earned'])} of {points(data['possible'])} points")
    if data.get("adjustment"):
        click.echo(printable(data["adjustment"]["sentence"]))
    console(80).print(table)
    words = ["grader", "show", data["student"], "CHECK", *_where(batch)]
    click.echo(f"How one of them came about:\n  {printable(shlex.join(words))}")
