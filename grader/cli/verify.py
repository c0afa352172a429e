"""`grader verify`: prove that a homework's checks are right."""

from __future__ import annotations

import os
import time

import click

from grader.assignment import find_assignment, list_assignments, load_assignment
from grader.errors import UsageError


@click.command("verify")
@click.argument("homework", nargs=-1)
@click.option("--jobs", type=click.IntRange(min=1), default=None, help="Processes; one per core.")
@click.option("--seed", type=int, default=None, help="Of the inputs, if not the homework's own.")
@click.option(
    "--mutants",
    type=click.IntRange(min=0),
    default=None,
    help="At most so many mutants of each homework, an even sample; 0 for none.",
)
@click.option("--no-mutants", is_flag=True, help="The same as --mutants 0.")
@click.option(
    "--only",
    metavar="WORD",
    default=None,
    help="Only variants, misconceptions and checks whose name contains it; no mutants.",
)
@click.option(
    "--record",
    is_flag=True,
    help="Write the measured tolerances to tolerances.toml of the homework.",
)
@click.option("--verbose", "-v", is_flag=True, help="Every check's tolerance and every count.")
@click.option(
    "--sandbox",
    "tier",
    type=click.Choice(["auto", "1", "2", "3", "none"]),
    default="auto",
    show_default=True,
    help="How the solutions are shut in; they are the homework's own.",
)
def command(
    homework: tuple[str, ...],
    jobs: int | None,
    seed: int | None,
    mutants: int | None,
    no_mutants: bool,
    only: str | None,
    record: bool,
    verbose: bool,
    tier: str,
) -> int:
    """Prove that the checks of each HOMEWORK are right; of all of them when none is named.

    The solution earns everything, the untouched handout nothing, every right variant everything;
    every misconception fails exactly the checks that it names; inputs are not blind and tolerances
    have room; mutants made by machine are caught.

    Exit code: 0 only when all of it holds, 1 otherwise or for wrong use, 3 without a sandbox.
    """
    from grader.job import default_seed
    from grader.verify import verify

    folders = [find_assignment(name) for name in homework] or list_assignments()
    if not folders:
        raise UsageError("There is no homework here: name one, by the path of its folder.")
    if record and only is not None:
        raise UsageError("--record needs all checks: leave --only out.")
    holds = True
    for folder in folders:
        assignment = load_assignment(folder)
        chosen = default_seed(assignment) if seed is None else seed
        click.echo(f"{assignment.id}: {assignment.title} (seed {chosen})")
        begun = time.monotonic()
        for step in verify(
            folder,
            seed=chosen,
            tier=tier,
            jobs=jobs or os.cpu_count() or 1,
            mutants=0 if no_mutants else mutants,
            only=only,
            record=record,
        ):
            holds = holds and step.holds
            click.echo(_row(step.name, "holds" if step.holds else "FAILS", step.what))
            lines = [*step.problems, *(step.details if verbose else ())]
            for line in lines:
                click.echo(f"      {line}")
        click.echo(_row("time", "", f"{time.monotonic() - begun:.0f} s\n"))
    return 0 if holds else 1


def _row(name: str, verdict: str, what: str) -> str:
    return f"  {name:<15} {verdict:<6} {what}"
