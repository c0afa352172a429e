"""`grader policy`: read what a policy file says before it is used."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from grader.policy.explain import Row
    from grader.policy.record import Policy, Terms


@click.command("policy")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--student",
    default=None,
    metavar="NAME",
    help="Say what holds for this student: extension and slip days. Key, name or id.",
)
@click.option(
    "--at",
    default=None,
    metavar="TIME",
    help="Say what happens to work handed in then, like 2026-11-21T10:30:00+01:00.",
)
@click.option(
    "--points",
    default=100.0,
    show_default=True,
    type=click.FloatRange(min=0, min_open=True, max=1_000_000),
    help="Points of the homework, all of them earned.",
)
def command(file: Path, student: str | None, at: str | None, points: float) -> None:
    """Explain the policy in FILE: in words, and as a table of what late work is worth.

    Grades nothing and changes nothing. The table is for a student without an extension who has
    used no slip days, unless --student names one.
    """
    from grader.policy import load_policy, slip_days_used
    from grader.policy.explain import rows

    policy = load_policy(file)
    names = () if student is None else (student,)
    terms = policy.for_student(names, slip_days_used(policy, names))
    _words(file, policy)
    if student is not None:
        click.echo(f"\n{_for_student(student, terms)}")
    if at is not None:
        click.echo(f"\n{_at(terms, at, points)}")
    elif table := rows(terms, possible=points):
        click.echo()
        _table(table, points, slip=policy.slip is not None)


def _words(file: Path, policy: Policy) -> None:
    from rich.table import Table
    from rich.text import Text

    from grader.policy.explain import in_words

    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for label, sentence in in_words(policy):
        table.add_row(label, Text(_printable(sentence)))
    click.echo(f"What {file} says\n")
    _print(table)


def _for_student(student: str, terms: Terms) -> str:
    from grader.policy.moments import say
    from grader.policy.spans import plural

    name, told = _printable(student), []
    if terms.due is None:
        return f"{name}: nothing is ever late."
    if not terms.limited:
        return f"{name}: an extension without an end, so nothing is ever late."
    if terms.extended is not None:
        told.append(f"an extension until {say(terms.extended, terms.policy.zone, weekday=True)}")
    else:
        told.append("no extension")
    if terms.policy.slip is not None:
        told.append(f"{terms.slip_left} of {plural(terms.policy.slip.days, 'slip day')} left")
    return f"{name}: {', '.join(told)}."


def _at(terms: Terms, at: str, points: float) -> str:
    """The sentence that a student with all points would read."""
    from grader.errors import UsageError
    from grader.policy.amounts import number
    from grader.policy.moments import parse_instant
    from grader.policy.outcome import Handed, outcome

    try:
        when = parse_instant(at)
    except ValueError as wrong:
        raise UsageError(f"--at {at!r} {wrong}.{_with_offset(at, terms)}") from None
    done = outcome(terms, Handed(1, at, None, points, points, True), when)
    assert done.final is not None  # the time is known
    mark = f"{number(done.final)} of {points:g} points"
    return f"{done.sentence or 'Nothing is ever late.'}\n{mark}"


def _with_offset(at: str, terms: Terms) -> str:
    """The same time with the offset of the policy's time zone, if that is what it lacks."""
    from datetime import datetime

    from grader.policy.moments import in_zone

    try:
        wall = datetime.fromisoformat(at.strip())
        if wall.tzinfo is not None or terms.policy.zone is None:
            return ""
        return f" In the policy's time zone that is {in_zone(wall, terms.policy.zone).isoformat()}."
    except ValueError:
        return ""


def _table(table: Sequence[Row], points: float, *, slip: bool) -> None:
    from rich.table import Table

    from grader.policy.moments import say

    out = Table(box=None, pad_edge=False)
    heads = ("late by", "handed in", "taken off", f"left of {points:g}")
    more = ("slip days used", "left without slip days") if slip else ()
    for head in (*heads, *more):
        out.add_column(head, justify="left" if head == "handed in" else "right")
    for row in table:
        mark = f"{row.final:g}" if row.accepted else "not accepted"
        bare = f"{row.final_without_slip:g}" if row.accepted else ""
        cells = (str(row.late), say(row.handed, weekday=True), _share(row.final, points), mark)
        out.add_row(*cells, *((str(row.slip_days or ""), bare) if slip else ()))
    _print(out)


def _share(final: float, points: float) -> str:
    return f"{round(100 * (points - final) / points, 2):g} %"


def _print(table: object) -> None:
    from rich.console import Console

    console = Console()
    if not console.is_terminal:  # a log keeps whole rows
        console = Console(width=110)
    console.print(table)


def _printable(text: str) -> str:
    from grader.cli.printing import printable

    return printable(text)
