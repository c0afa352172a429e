"""`grader handout`: what students get, cut from the solution."""

from __future__ import annotations

from pathlib import Path

import click

from grader.assignment import find_assignment
from grader.errors import UsageError


@click.command("handout")
@click.argument("homework")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="A new folder for the handout.",
)
@click.option("--renew", is_flag=True, help="Write the starter into the homework's own handout/.")
def command(homework: str, out: Path | None, renew: bool) -> int:
    """Write what students of HOMEWORK get: instructions, starter, public checks, a guide.

    The starter files and the notebook are cut from the homework's solution: what stands there
    between BEGIN SOLUTION and END SOLUTION is left out. The public checks are cut from its checks;
    what the reference answers to exactly their inputs is recorded, so that no right answer, hidden
    check or misconception is handed out. Before anything is written, the solution and every right
    variant are tried inside the handout.

    Exit code: 0 done, 1 wrong use.
    """
    from grader.handout import renew as renew_files
    from grader.handout.write import write

    folder = find_assignment(homework)
    if renew == (out is not None):
        raise UsageError("Give either --out DIR, or --renew for the homework's own handout.")
    if renew:
        changed = renew_files(folder)
        click.echo("\n".join(changed) or "Nothing changed.")
    else:
        assert out is not None
        click.echo(f"{write(folder, out)} files in {out}")
    return 0
