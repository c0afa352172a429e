"""`grader grade`: a class of submissions into marks, pages and a gradebook."""

from __future__ import annotations

import os
from pathlib import Path

import click

from grader import results
from grader.assignment import find_assignment, load_assignment
from grader.batch import Summary, grade_batch
from grader.batch_folder import earlier_job
from grader.cli.printing import Progress, class_notes, class_table, printable
from grader.intake import SYSTEMS
from grader.job import Job, default_seed, result_path

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
TIERS = ["auto", "1", "2", "3", "none"]
_UNPROTECTED = (
    "grader: warning: --sandbox none runs the students' code without isolation, with your rights: "
    "it can read, change and delete your files."
)
_ISOLATION = {
    "1": "tier 1, every layer (bubblewrap, namespaces, Landlock, seccomp, limits)",
    "2": "tier 2 (bubblewrap, Landlock, seccomp, limits)",
    "3": "tier 3 (Landlock, seccomp, limits)",
    "none": "none; every page says so",
}


@click.command("grade")
@click.argument("assignment")
@click.argument("submissions", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Folder for results, pages, recordings and the gradebook. The same folder again goes on "
    "where the last run stopped.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    default=os.cpu_count() or 1,
    show_default="one per core",
    help="Grading processes.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**63 - 1),
    default=None,
    help="Seed of the inputs; the same seed gives the same marks. By default that of the batch in "
    "DIR, or one that belongs to the homework.",
)
@click.option(
    "--sandbox",
    "tier",
    type=click.Choice(TIERS),
    default="auto",
    show_default=True,
    help="How submissions are isolated; auto takes the strongest that this machine offers. "
    "'none' runs students' code unprotected with your rights.",
)
@click.option(
    "--data",
    "data_folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=None,
    help="Folder with the course's data set (MNIST as IDX files, CIFAR-10).",
)
@click.option(
    "--system",
    type=click.Choice(["auto", *SYSTEMS]),
    default="auto",
    show_default=True,
    help="Whose bulk download SUBMISSIONS is; auto recognises it.",
)
@click.option("--roster", type=_FILE, help="Table of the class: names, ids, e-mail addresses.")
@click.option("--policy", type=_FILE, help="What late work costs, and which attempt counts (TOML).")
@click.option("--times", type=_FILE, help="Table of who handed in when: student, submitted_at.")
def command(
    assignment: str,
    submissions: Path,
    out: Path,
    jobs: int,
    seed: int | None,
    tier: str,
    data_folder: Path | None,
    system: str,
    roster: Path | None,
    policy: Path | None,
    times: Path | None,
) -> int:
    """Grade every entry of SUBMISSIONS against the homework ASSIGNMENT.

    ASSIGNMENT is an id or the path of a homework's folder. SUBMISSIONS is a folder with one entry
    per student (a folder, a .py, a .ipynb, a .zip or a .tar.gz), or the bulk download of Canvas,
    Moodle, Gradescope or GitHub Classroom, as a folder or a zip. DIR remembers data, roster, policy
    and times; without these options the next run takes them from there.

    Exit code: 0 all graded, 1 wrong use, 2 some check broke on our side, 3 refused (no sandbox).
    """
    folder = find_assignment(assignment)
    homework = load_assignment(folder)
    before = earlier_job(out)
    if seed is None:
        seed = default_seed(homework) if before is None else before.seed
    job = Job(
        assignment=folder,
        out=out.absolute(),
        seed=seed,
        tier=tier,
        data_folder=_given(data_folder, None if before is None else before.data_folder),
        roster=_given(roster, None if before is None else before.roster),
        policy=_given(policy, None if before is None else before.policy),
        times=_given(times, None if before is None else before.times),
    )
    if tier == "none":
        click.echo(_UNPROTECTED, err=True)
    with Progress() as progress:
        summary = grade_batch(
            job,
            submissions,
            jobs=jobs,
            system=system,
            on_start=progress.start,
            on_done=progress.done,
        )
    return _report(summary, homework.title)


def _given(now: Path | None, before: Path | None) -> Path | None:
    return before if now is None else now.absolute()


def _report(summary: Summary, title: str) -> int:
    people = summary.people
    class_table(title, summary.lines, {s: p.name for s, p in people.people.items()})
    stood = len(summary.lines) - summary.graded
    click.echo(f"\n{summary.graded} graded now, {stood} stood already.")
    for used in sorted({line.sandbox for line in summary.lines}):
        click.echo(f"Isolation: {_ISOLATION.get(used, used)}.")
    click.echo(f"Pages: {summary.index}")
    class_notes(people, summary.system, summary.notes)
    if summary.broken:
        have = "1 submission has" if summary.broken == 1 else f"{summary.broken} submissions have"
        click.echo(
            f"\n{have} checks that broke on our side. They got no mark for these; the pages name "
            f"them.{_example(summary)}",
            err=True,
        )
        return 2
    return 0


def _example(summary: Summary) -> str:
    """The first check that broke and why: often it is the same for the whole class."""
    for line in summary.lines:
        if line.statuses.get("broken") and line.counted:
            data = results.read(result_path(summary.index.parent, line.student))
            for verdict in data["verdicts"]:
                if verdict["status"] == "broken":
                    where = f"{verdict['check']} of {line.student[:100]}"
                    return printable(f" For example {where}: {verdict['message'][:400]}")
    return ""
