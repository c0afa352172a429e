"""Grades a class: what is to do, what is done already, and the files of the whole batch.

Killed at any moment and started again, it finishes without grading anything twice or losing
anything: see journal.py.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from grader import results
from grader.assignment import Assignment, load_assignment
from grader.atomic import write_atomically
from grader.errors import UsageError
from grader.job import Job, grading_key, page_path, recording_path, result_path
from grader.journal import Entry as Line
from grader.journal import Journal
from grader.load import LoadError, digest_of
from grader.load.roster import Entry, entries


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a batch came to."""

    lines: tuple[Line, ...]
    """One per submission, in the order of the folder."""
    graded: int
    """Submissions graded in this run; the others stood already."""
    index: Path

    @property
    def broken(self) -> int:
        """Submissions with at least one broken verdict."""
        return sum(1 for line in self.lines if line.statuses.get("broken"))


def grade_batch(
    job: Job,
    submissions: Path,
    *,
    jobs: int,
    on_start: Callable[[int, int], None] = lambda total, waiting: None,
    on_done: Callable[[Line], None] = lambda line: None,
) -> Summary:
    """Grades every entry of a folder that is not graded yet with exactly these means.

    Args:
        job: homework, output folder, seed, sandbox.
        submissions: a folder with one entry per student.
        jobs: grading processes.
        on_start: told how many submissions there are and how many wait, once that is known.
        on_done: told each finished submission.

    Raises:
        UsageError: nothing to grade, an output folder that belongs to another homework, ...
        Refused: no sandbox.
    """
    found = entries(submissions)
    if not found:
        raise UsageError(
            f"{submissions} holds no submissions: expected one folder, .py, .ipynb or archive per student."
        )
    assignment = load_assignment(job.assignment)
    _prepare(job.out, assignment.id)
    _remember(job)
    journal = Journal(job.out / "journal")
    lines = journal.entries()
    waiting = [e for e in found if not _stands(job, assignment, e, lines.get(e.student))]
    on_start(len(found), len(waiting))
    if waiting:
        from grader.pool import grade_all

        for line in grade_all(job, waiting, jobs=jobs):
            journal.append(line)
            lines[line.student] = line
            on_done(line)
    kept = tuple(lines[e.student] for e in found)
    index = job.out / "index.html"
    if waiting or not index.exists() or set(lines) != {e.student for e in found}:
        journal.rewrite(list(kept))
        write_class_files(job.out, [line.student for line in kept])
    return Summary(lines=kept, graded=len(waiting), index=index)


def _stands(job: Job, assignment: Assignment, entry: Entry, line: Line | None) -> bool:
    """Whether this very submission was graded with these very means, and its files are there."""
    if line is None or line.statuses.get("broken"):
        return False
    files = [result_path(job.out, entry.student), page_path(job.out, entry.student)]
    digest = ""
    if not entry.error:
        try:
            digest = digest_of(entry.path)
        except LoadError:
            pass  # was refused with a sentence, and would be again
        except OSError:
            return False
        else:
            files.append(recording_path(job.out, entry.student))
    return line.key == grading_key(assignment, digest, job) and all(f.exists() for f in files)


def _prepare(out: Path, assignment: str) -> None:
    """Makes the folder of a batch, or sees that it is one of this homework.

    What students wrote is in there, so only its owner may read it.
    """
    marker = out / "results"
    try:
        for folder in (out, marker, out / "recordings", out / "reports"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        other = next(marker.glob("*.json"), None)
    except OSError as error:
        raise UsageError(f"{out} cannot be written to: {error.strerror}.") from None
    if other is None and any(p.name not in _OURS for p in out.iterdir()):
        raise UsageError(
            f"{out} is not empty and holds no results; give --out a new folder, so that nothing is lost."
        )
    if other is not None and (found := results.read(other)["assignment"]) != assignment:
        raise UsageError(
            f"{out} holds results of {found}, not of {assignment}; choose another --out."
        )


_OURS = {
    "batch.json",
    "changes.jsonl",
    "gradebook.csv",
    "index.html",
    "journal",
    "recordings",
    "reports",
    "results",
}


def _remember(job: Job) -> None:
    """Keeps what the batch is graded with, so that `regrade` needs nothing but the folder."""
    data = {
        "assignment": str(job.assignment),
        "seed": job.seed,
        "sandbox": job.tier,
        "data": None if job.data_folder is None else str(job.data_folder),
    }
    write_atomically(job.out / "batch.json", [(json.dumps(data, indent=1) + "\n").encode()])


def batch_job(out: Path) -> Job:
    """What the batch in a folder was graded with.

    Raises:
        UsageError: when the folder holds no batch.
    """
    try:
        data = json.loads((out / "batch.json").read_bytes())
        return Job(
            assignment=Path(data["assignment"]),
            out=out.absolute(),
            seed=data["seed"],
            tier=data["sandbox"],
            data_folder=None if data["data"] is None else Path(data["data"]),
        )
    except FileNotFoundError:
        raise UsageError(
            f"{out} holds no batch; `grader grade ... --out {out}` makes one."
        ) from None
    except (OSError, ValueError, KeyError, TypeError):
        raise UsageError(f"{out / 'batch.json'} is damaged; grade the batch again.") from None


def write_class_files(out: Path, students: Sequence[str]) -> None:
    """Writes the index page and the gradebook from the result files."""
    from reports import class_page, gradebook

    everything = [results.read(result_path(out, s)) for s in students]
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    for name, text in (
        ("gradebook.csv", gradebook(everything)),
        ("index.html", class_page(everything, made_at)),
    ):
        write_atomically(out / name, [text.encode("utf-8", "replace")])
