"""`grader check`: the public checks on one's own work, in a plain process of its own."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import click

from grader.assignment import find_assignment, load_assignment
from grader.cli.printing import points, printable
from grader.errors import UsageError
from grader.types import Result, Verdict

_SAID = {
    "passed": ("passed", "green"),
    "failed": ("wrong", "red"),
    "errored": ("raised", "red"),
    "timed_out": ("too long", "red"),
    "blocked": ("blocked", "yellow"),
    "manual": ("by hand", "cyan"),
    "broken": ("BROKEN", "magenta"),
}


@click.command("check")
@click.argument("path", type=click.Path(path_type=Path), default=Path("."))
@click.option("--assignment", required=True, help="Id or folder of the homework.")
@click.option("--only", multiple=True, help="A question or check; may be given several times.")
@click.option("--seed", type=click.IntRange(0), default=None, help="Seed of the inputs.")
@click.option("--json", "as_json", is_flag=True, help="Print the result file instead.")
def command(
    path: Path, assignment: str, only: tuple[str, ...], seed: int | None, as_json: bool
) -> int:
    """Run the public checks on the work in PATH (a folder, a .py or a .ipynb).

    Your code runs in a process of its own, with your rights: this is for your own work.

    Exit code: 0 when every public check passed, 1 otherwise, 2 when a check broke on our side.
    """
    result = _judged(path, assignment, only, seed, quiet=as_json)
    if as_json:
        from grader.results import as_data

        click.echo(json.dumps(as_data(result), ensure_ascii=False, indent=1))
    else:
        _close(result)
    statuses = {v.status for v in result.verdicts}
    if "broken" in statuses:
        return 2
    return 0 if statuses <= {"passed", "manual"} else 1


def _judged(
    path: Path, assignment: str, only: tuple[str, ...], seed: int | None, *, quiet: bool
) -> Result:
    from grader.diagnose import Diagnoser
    from grader.engine import Context, judge
    from grader.job import default_seed, versions
    from grader.live import Live
    from grader.load import load_submission
    from grader.pytest_plugin import collect
    from grader.sandbox import open_sandbox
    from grader.wrong_answers import WrongAnswerStore, answering

    if not path.exists():
        raise UsageError(f"{path} does not exist; give the folder or file with your work.")
    homework = load_assignment(find_assignment(assignment))
    items = [q.id for q in homework.questions]
    submission = load_submission(path, student="you", assignment=homework.id, items=items)
    suite = collect(homework)
    seed = default_seed(homework) if seed is None else seed
    with open_sandbox("none", preload=homework.preload) as sandbox:
        made_with = {**versions(), "seed": seed, "sandbox": sandbox.tier}
        context = Context(
            assignment=homework,
            suite=suite,
            seed=seed,
            made_with=made_with,
            only=frozenset(only) or None,
            public_only=True,
        )
        known = WrongAnswerStore(
            context, None, answering(lambda work: Live(sandbox, work, homework, seed=seed))
        )
        context = replace(context, diagnose=Diagnoser(known))
        if not context.checks():
            raise UsageError(f"No public check of {homework.id} is called {' or '.join(only)}.")
        for note in () if quiet else submission.notes:
            click.echo(f"note: {printable(note)}")
        live = Live(sandbox, submission, homework, seed=seed)
        try:
            return judge(context, submission, live, on_verdict=None if quiet else _say)
        finally:
            live.close()


def _say(verdict: Verdict) -> None:
    word, colour = _SAID[verdict.status]
    click.echo(f"{click.style(f'{word:<8}', fg=colour)} {verdict.question:<14} {verdict.title}")
    if verdict.status in ("passed", "manual"):
        lines: list[str] = []
    else:
        told = verdict.evidence.get("diagnoses", ())
        lines = [f"found: {d['sentence']}" for d in told] + verdict.message.splitlines()
        lines += [
            f"{f['where']}, in {f['function']}: {f['code']}"
            for f in verdict.evidence.get("frames", ())
        ]
        lines += [f"hint: {verdict.hint}"] if verdict.hint else []
    for line in [*lines, *(f"remark: {r}" for r in verdict.remarks)]:
        click.echo(f"         {printable(line)}")


def _close(result: Result) -> None:
    passed = sum(v.status == "passed" for v in result.verdicts)
    judged = sum(v.status != "manual" for v in result.verdicts)
    click.echo(
        f"\n{passed} of {judged} public checks passed, {points(result.earned)} points. "
        "Grading also runs checks that are not public."
    )
