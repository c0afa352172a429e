"""`grader check`: the public checks on one's own work, in a plain process of its own."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.selfcheck.ahead import Ahead
    from grader.selfcheck.run import SelfCheck
    from grader.selfcheck.terminal import Teller
    from grader.types import Result, Submission, Verdict


@click.command("check")
@click.argument("path", type=click.Path(path_type=Path), default=Path("."))
@click.option("--only", multiple=True, help="A question or check; may be given several times.")
@click.option("--watch", is_flag=True, help="Check again whenever a file is saved.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON instead.")
@click.option("--github", is_flag=True, help="Annotate a run on GitHub and write its summary.")
@click.option(
    "--assignment", default=None, help="Id or folder of a homework, where there is no handout."
)
@click.option("--seed", type=click.IntRange(0), default=None, help="Seed, with --assignment.")
def command(
    path: Path,
    only: tuple[str, ...],
    watch: bool,
    as_json: bool,
    github: bool,
    assignment: str | None,
    seed: int | None,
) -> int:
    """Run the public checks of a homework on your own work.

    PATH is the folder of the homework, or one file of your work in it; the folder you are in by
    default. Your code runs in a process of its own, with your rights.

    \b
    grader check                  every public check
    grader check --only 2a        what belongs to question 2a
    grader check --watch          again whenever you save

    Exit code: 0 when every public check passed, 1 otherwise, 2 when a check broke on our side.
    """
    if not path.exists():
        raise UsageError(f"{path} does not exist; give the folder or file with your work.")
    if sum((watch, as_json, github)) > 1:
        raise UsageError("Give one of --watch, --json and --github.")
    if assignment is None and seed is not None:
        raise UsageError("--seed goes with --assignment; a handout has a seed of its own.")
    from grader.selfcheck.open import open_check

    with open_check(path, assignment, seed) as check:
        if watch:
            return _watch(check, path, only)
        if github:
            return _on_github(check, path, only)
        return _once(check, path, only, as_json=as_json)


def _once(check: SelfCheck, path: Path, only: Sequence[str], *, as_json: bool) -> int:
    from grader.selfcheck.terminal import exit_code

    teller = None if as_json else _teller(check)
    result, ahead, _ = _judged(check, path, only, teller.say if teller else None)
    if teller is None:
        from grader.results import as_data

        data = as_data(result) | {"ahead": [asdict(each) for each in ahead]}
        click.echo(json.dumps(data, indent=1))  # ASCII: a terminal or file may take nothing else
    else:
        teller.close(result, ahead)
    return exit_code(result)


def _teller(check: SelfCheck) -> Teller:
    """Prints verdicts as they fall, questions in a column."""
    from grader.selfcheck.terminal import Teller

    questions = [c.question for c in check.suite.checks if c.visibility == "public"]
    return Teller(
        width=max(map(len, questions), default=0),
        hidden=check.handout.hidden,
        columns=shutil.get_terminal_size().columns if sys.stdout.isatty() else None,
    )


def _judged(
    check: SelfCheck,
    path: Path,
    only: Sequence[str],
    on_verdict: Callable[[Verdict], None] | None = None,
) -> tuple[Result, tuple[Ahead, ...], Submission]:
    """The verdicts, what grading will refuse, and what was read.

    What grading will refuse is told of the whole work only: beside one question nobody asked for it.
    """
    check.checks_for(only)  # a name that nothing has is told before anything runs
    submission = check.load(path)
    ahead = () if only else check.look_ahead(submission, path)
    return check.judge(submission, only=only, on_verdict=on_verdict), ahead, submission


def _watch(check: SelfCheck, path: Path, only: Sequence[str]) -> int:
    """Checks after every save, until Ctrl-C; what cannot be read is told and waited for."""
    from grader.load import LoadError
    from grader.load.paths import listing
    from grader.selfcheck.watch import changes, state

    try:
        while True:
            before = state(path)
            try:
                teller = _teller(check)
                teller.close(*_judged(check, path, only, teller.say)[:2])
            except LoadError as error:
                click.echo(f"grader: {error}", err=True)
            click.echo("\nWaiting for you to save a file; stop with Ctrl-C.")
            saved, _ = changes(path, before)
            click.clear()
            click.echo(f"{listing(saved)} changed.\n")
    except KeyboardInterrupt:
        click.echo("\nStopped.")
        return 0


def _on_github(check: SelfCheck, path: Path, only: Sequence[str]) -> int:
    import os

    from grader.selfcheck.github import annotations, silenced, summary, write_summary
    from grader.selfcheck.terminal import exit_code

    teller = _teller(check)
    with silenced(click.echo):
        result, ahead, submission = _judged(check, path, only, teller.say)
        teller.close(result, ahead)
    root, workspace = path if path.is_dir() else path.parent, os.environ.get("GITHUB_WORKSPACE")
    for line in annotations(
        result,
        ahead,
        root,
        submission=submission,
        workspace=Path(workspace) if workspace else None,
    ):
        click.echo(line)
    write_summary(summary(result, ahead, hidden=check.handout.hidden), os.environ)
    return exit_code(result)
