"""The folder of a batch: made, recognised, and what it remembers of how it was graded."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from grader import results
from grader.atomic import close_to_others, make_private, write_atomically
from grader.errors import UsageError
from grader.job import Job, result_path
from grader.journal import Entry as Line
from grader.journal import Journal
from grader.people import read_people

_OURS = {
    *("attempts", "batch.json", "changes.csv", "changes.jsonl", "codes.secret", "comments.json"),
    *("gradebook.csv", "index.html", "journal", "marks.jsonl", "people.json", "recordings"),
    *("reports", "results", "similarity.html", "similarity.json"),
}
_NOT_OURS = (
    "{} is not empty and holds no results; give --out a new folder, so that nothing is lost."
)
_FOLDERS = ("submissions", "policy", "roster", "times")


def prepare(out: Path, assignment: str) -> tuple[str, ...]:
    """Makes the folder of a batch, or sees that it is one of this homework.

    What students wrote is in there, so only its owner may read it, also where it was there before.

    Returns:
        A sentence when others can read it all the same, else nothing.

    Raises:
        UsageError: it cannot be written to, holds something else, or is of another homework.
    """
    marker = out / "results"
    try:
        if (
            not marker.is_dir()
            and out.exists()
            and any(not _is_ours(p.name) for p in out.iterdir())
        ):
            raise UsageError(_NOT_OURS.format(out))  # before anything is made in there
        for folder in (out, marker, out / "recordings", out / "reports"):
            make_private(folder)
        other = next(marker.glob("*.json"), None)
    except OSError as error:
        raise UsageError(f"{out} cannot be written to: {error.strerror}.") from None
    if other is None and any(not _is_ours(p.name) for p in out.iterdir()):
        raise UsageError(_NOT_OURS.format(out))
    if other is not None and (found := results.read(other)["assignment"]) != assignment:
        raise UsageError(
            f"{out} holds results of {found}, not of {assignment}; choose another --out."
        )
    return close_to_others(out)


def _is_ours(name: str) -> bool:
    # Locks, and halves of files of a killed run, are as good as not there.
    return name in _OURS or (name[:1] == "." and name.endswith((".lock", ".part")))


def remember(job: Job, *, settled: str = "") -> None:
    """Keeps what the batch is graded with, so that later commands need nothing but the folder.

    Args:
        job: what it is graded with.
        settled: digest of what the marks were settled with, "" before they were.
    """
    data: dict[str, Any] = {
        "assignment": str(job.assignment),
        "seed": job.seed,
        "sandbox": job.tier,
        "data": None if job.data_folder is None else str(job.data_folder),
    }
    for name in _FOLDERS:
        path = getattr(job, name)
        data[name] = None if path is None else str(path)
    data["settled"] = settled
    write_atomically(job.out / "batch.json", [(json.dumps(data, indent=1) + "\n").encode()])


def batch_job(out: Path) -> Job:
    """What the batch in a folder was graded with.

    Raises:
        UsageError: when the folder holds no batch.
    """
    data = _remembered(out)
    try:
        paths = {
            name: None if data.get(name) is None else Path(data[name])
            for name in (*_FOLDERS, "data")
        }
        return Job(
            assignment=Path(data["assignment"]),
            out=out.absolute(),
            seed=data["seed"],
            tier=data["sandbox"],
            data_folder=paths.pop("data"),
            **paths,
        )
    except (KeyError, TypeError):
        raise UsageError(f"{out / 'batch.json'} is damaged; grade the batch again.") from None


def settled_with(out: Path) -> str:
    """The digest that `remember` kept; "" where there is none."""
    try:
        return str(_remembered(out).get("settled", ""))
    except UsageError:
        return ""


def forget_settled(out: Path) -> None:
    """Before anything but grading settles: the next grading compares nothing and settles anew.

    Otherwise a date that was moved, regraded with and moved back would look as if nothing happened.
    """
    if settled_with(out):
        remember(batch_job(out))


def earlier_job(out: Path) -> Job | None:
    """What the batch in a folder was graded with, so that late submissions meet the same inputs.

    None where there is no batch, or its memory is damaged: grading writes it anew.
    """
    try:
        return batch_job(out)
    except UsageError:
        return None


def _remembered(out: Path) -> dict[str, Any]:
    try:
        data = json.loads((out / "batch.json").read_bytes())
        if not isinstance(data, dict):
            raise ValueError
        return data
    except FileNotFoundError:
        raise UsageError(
            f"{out} holds no batch; `grader grade ... --out {out}` makes one."
        ) from None
    except (OSError, ValueError):
        raise UsageError(f"{out / 'batch.json'} is damaged; grade the batch again.") from None


def publish(out: Path, lines: Sequence[Line]) -> None:
    """Writes what is said of the whole class: the journal with its final marks, index and gradebook.

    Args:
        out: the folder of a batch.
        lines: of all its submissions, settled, in the order of the class.
    """
    Journal(out / "journal").rewrite(list(lines))
    write_class_files(out, list(dict.fromkeys(line.student for line in lines)))


def write_class_files(out: Path, students: Sequence[str]) -> None:
    """Writes the index page and the gradebook from the result files."""
    from reports import class_page, gradebook

    everything = [results.read(result_path(out, s)) for s in students]
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    people = read_people(out)
    absent = [(p.student, p.name, p.ids) for p in people.without_submission]
    for name, text in (
        ("gradebook.csv", gradebook(everything, absent=absent)),
        ("index.html", class_page(everything, made_at, people=people.as_data())),
    ):
        write_atomically(out / name, [text.encode("utf-8", "replace")])
