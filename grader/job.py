"""What a batch is graded with, where its files are, and what its marks depend on.

Imports neither numpy nor pytest: a second run in which nothing changed needs only this.
"""

from __future__ import annotations

import hashlib
import platform
from dataclasses import dataclass
from pathlib import Path

import grader
from grader.assignment import Assignment
from grader.types import safe_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What a batch is graded with; plain data, so that it can be sent to another process."""

    assignment: Path
    out: Path
    seed: int
    tier: str
    """"auto", "1", "2", "3" or "none"."""
    data_folder: Path | None = None
    submissions: Path | None = None
    """The folder that was graded: a check whose calls changed can be asked again from there."""
    policy: Path | None = None
    """The file that says what late work costs."""
    roster: Path | None = None
    times: Path | None = None
    """A table of who handed in when, where the download does not tell."""


def grading_key(assignment: Assignment, submission_digest: str, job: Job) -> str:
    """A digest of everything that a mark depends on. Equal keys: nothing to grade again."""
    parts = (
        grader.__version__,
        assignment.digest,
        assignment.misconceptions_digest,
        submission_digest,
        str(job.seed),
        "none" if job.tier == "none" else "isolated",
        str(job.data_folder or ""),
    )
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def default_seed(assignment: Assignment) -> int:
    """The seed of a batch that names none.

    It depends on the hidden checks, so that a student cannot foresee the inputs, and on nothing
    else, so that grading twice gives the same marks.
    """
    return int(assignment.digest[:12], 16)


def versions() -> dict[str, str]:
    """Of the program and of what it computes with; nothing is imported for it."""
    from importlib import metadata  # slow to import, and a second run does without

    out = {"grader": grader.__version__, "python": platform.python_version()}
    for package in ("numpy", "torch"):
        try:
            out[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return out


def wrong_answers_folder(out: Path) -> Path:
    """Where the answers of misconceptions are kept, inside the folder of a batch."""
    return out / "recordings" / "misconceptions"


def result_path(out: Path, student: str) -> Path:
    """Where a student's result file is, inside the folder of a batch."""
    return out / "results" / f"{safe_name(student)}.json"


def recording_path(out: Path, student: str, attempt: int = 0) -> Path:
    """Where the recording of a student is, or of one of several attempts, inside the folder of a batch."""
    if attempt:
        return out / "attempts" / safe_name(student) / f"{attempt}.rec"
    return out / "recordings" / f"{safe_name(student)}.rec"


def attempt_path(out: Path, student: str, attempt: int) -> Path:
    """Where the result of one of several attempts is, as the program judged it."""
    return out / "attempts" / safe_name(student) / f"{attempt}.json"


def page_path(out: Path, student: str) -> Path:
    """Where a student's page is, inside the folder of a batch."""
    return out / "reports" / f"{safe_name(student)}.html"
