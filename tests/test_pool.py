"""The pool: the death of one process costs one submission at most."""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path

import pytest

from grader.errors import Refused, UsageError
from grader.job import Job
from grader.journal import Entry as Line
from grader.load.roster import Entry
from grader.pool import grade_all


class Fake:
    """A station that only pretends; what it does depends on the student's name."""

    def __init__(self, job: Job) -> None:
        self.job = job

    def __enter__(self) -> Fake:
        return self

    def __exit__(self, *_: object) -> None: ...

    def grade_one(self, entry: Entry) -> Line:
        """Ends the process for some, refuses for others."""
        if entry.student.startswith("refuse"):
            if entry.student == "refuse2":
                time.sleep(0.5)  # says so when nobody listens any more
            raise Refused("no sandbox here")
        if entry.student == "full":
            raise OSError(errno.ENOSPC, "No space left on device", "results/full.json")
        seen = self.job.out / entry.student
        if entry.student.startswith("dies") or (
            entry.student.startswith("once") and not seen.exists()
        ):
            seen.touch()
            os._exit(9)
        return self.line(entry, "passed")

    def give_up(self, entry: Entry, sentence: str) -> Line:
        """The result without a mark."""
        assert "twice" in sentence
        if entry.student.endswith("for good"):
            os._exit(9)
        return self.line(entry, "broken")

    def line(self, entry: Entry, status: str) -> Line:
        """A journal line that says which process wrote it."""
        return Line(
            student=entry.student,
            key=str(os.getpid()),
            earned=1,
            possible=1,
            statuses={status: 1},
            sandbox="none",
        )


def entries(*names: str) -> list[Entry]:
    """Entries of these students."""
    return [Entry(student=n, path=Path(n)) for n in names]


@pytest.fixture
def job(tmp_path: Path) -> Job:
    """A job that writes to a folder of its own."""
    return Job(assignment=tmp_path, out=tmp_path, seed=1, tier="none")


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_every_submission_is_graded_once(job: Job, jobs: int) -> None:
    """With any number of processes."""
    names = [f"s{i}" for i in range(7)]
    lines = list(grade_all(job, entries(*names), jobs=jobs, make=Fake))
    assert sorted(line.student for line in lines) == names
    assert (len({line.key for line in lines} - {str(os.getpid())}) > 0) == (jobs > 1)


def test_a_process_that_dies_loses_nobody(job: Job) -> None:
    """What it was busy with is tried once more, then gets no mark; the others are graded."""
    names = ["a", "dies1", "b", "once", "c", "dies2", "d"]
    lines = {e.student: e for e in grade_all(job, entries(*names), jobs=2, make=Fake)}
    assert sorted(lines) == sorted(names)
    assert {n for n in names if "broken" in lines[n].statuses} == {"dies1", "dies2"}


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_refusal_ends_the_batch_with_its_sentence(
    job: Job, jobs: int, capfd: pytest.CaptureFixture[str]
) -> None:
    """It holds for everybody, so nothing goes on; the other processes leave without a word."""
    with pytest.raises(UsageError, match="no sandbox here") as caught:
        list(grade_all(job, entries("refuse1", "refuse2", "refuse3"), jobs=jobs, make=Fake))
    assert caught.value.exit_code == 3
    assert capfd.readouterr().err == ""


def test_a_full_disk_ends_the_batch_with_a_sentence(
    job: Job, capfd: pytest.CaptureFixture[str]
) -> None:
    """It is full for everybody: trying again and again would never end."""
    with pytest.raises(UsageError, match=r"results/full.json: the disk is full.*make room"):
        list(grade_all(job, entries("a", "full", "b", "c"), jobs=2, make=Fake))
    assert capfd.readouterr().err == ""


def test_a_process_that_dies_even_without_grading_ends_the_batch(job: Job) -> None:
    """Whatever it is, it is not the submission, and a night of tries would not mend it."""
    with pytest.raises(UsageError, match="Grading dies for good ended the grading process again"):
        list(grade_all(job, entries("a", "dies for good", "b"), jobs=2, make=Fake))


def test_no_process_stays_behind(job: Job) -> None:
    """Whether the batch ends or is left half-way."""
    import multiprocessing

    going = grade_all(job, entries(*"abcdef"), jobs=2, make=Fake)
    next(going)
    going.close()
    assert multiprocessing.active_children() == []
