"""`grader similar`: submissions that have much in common, as a question."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from grader.assignment import find_assignment
from grader.cli.printing import printable

_PRINTED = 10


@click.command("similar")
@click.argument("out", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--submissions",
    type=click.Path(path_type=Path),
    default=None,
    help="The folder that was graded, for students whose recording is missing.",
)
@click.option(
    "--least",
    type=click.FloatRange(0, 1),
    default=0.6,
    show_default=True,
    help="List two from this share of common code or text on, 0 to 1.",
)
@click.option(
    "--most-pairs",
    type=click.IntRange(min=1),
    default=50,
    show_default=True,
    help="Show so many pairs, the weightiest first.",
)
@click.option(
    "--without-names", is_flag=True, help="Codes instead of names, on the page and in the data."
)
@click.option(
    "--assignment",
    default=None,
    help="The homework, if it is not where it was when the batch was graded.",
)
def command(
    out: Path,
    submissions: Path | None,
    least: float,
    most_pairs: int,
    without_names: bool,
    assignment: str | None,
) -> int:
    """Look for submissions of the batch DIR that have much in common.

    Compares code and notebook cells, written answers, comments and wrong numbers, from the
    recordings: nothing is executed. Writes DIR/similarity.html, with the evidence side by side,
    and DIR/similarity.json. What is listed is a question for a person; no mark changes.
    """
    from grader.similarity.run import Wanted, similar

    where = None if assignment is None else find_assignment(assignment)
    wanted = Wanted(least=least, most_pairs=most_pairs, names=not without_names)
    data = similar(out.absolute(), wanted, assignment=where, submissions=submissions)
    for line in _summary(data):
        click.echo(line)
    click.echo(f"{out / 'similarity.html'} shows what they have in common.")
    return 0


def _summary(data: dict[str, Any]) -> list[str]:
    """The heaviest pairs, one a line, and how many there are."""
    pairs = data["pairs"]
    lines = []
    for pair in pairs[:_PRINTED]:
        names = " / ".join(printable(who["name"])[:60] for who in pair["who"])
        share = max(pair["code"]["share"], pair["text"]["share"])
        lines.append(f"{pair['weight']:7.1f}  {100 * share:3.0f} %  {names}")
    if lines:
        lines.insert(0, " weight  alike  who (a reason to look, not a finding)")
    many = f"{data['found']} pair{'' if data['found'] == 1 else 's'}"
    shown = f", {len(pairs)} of them on the page" if len(pairs) < data["found"] else ""
    lines.append(f"{data['compared']} compared, {many} with much in common{shown}.")
    if data["unread"]:
        names = "; ".join(sorted({printable(u["name"]) for u in data["unread"]}))
        lines.append(f"Nothing to compare from: {names}.")
    return lines
