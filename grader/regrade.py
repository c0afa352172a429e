"""Judges the recordings of a batch again, after a change of the homework, and settles the marks.

Tolerance, points, text and voided checks need no student code. A check that asks something else
than before is run again, alone (rerun.py). Killed at any moment and started again, it finishes,
and reports everything that changed since the last one that did (changes.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

from grader import results
from grader.batch_folder import batch_job, forget_settled, publish
from grader.changes import Before, StudentChange, difference, snapshot, write_changes
from grader.compare.message import clip
from grader.errors import UsageError
from grader.job import result_path
from grader.journal import Entry as Line
from grader.journal import Journal
from grader.locking import locked
from grader.regrading import Means, Part, regrade_part
from grader.settle import Settling, settle_class, settling_lock

_WORTH_A_PROCESS = 25
"""Students from which another process saves more time than it takes to start."""

_Students = list[tuple[str, list[int]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Regraded:
    """What judging again came to."""

    lines: tuple[Line, ...]
    changes: tuple[StudentChange, ...]
    without_recording: tuple[str, ...]
    """Students of whom there is nothing to judge: it could not be read when it was graded."""
    ran: Mapping[str, int]
    """Check id -> submissions of which it was run again."""
    lacking: Mapping[str, int]
    """Check id -> submissions of which it would have to be, and could not."""
    unasked: tuple[str, ...]
    """Checks whose failures were not compared with every known mistake, because nothing ran."""


def regrade(
    out: Path,
    *,
    assignment: Path | None = None,
    submissions: Path | None = None,
    run: bool = True,
    tier: str | None = None,
    diagnose: bool = False,
    jobs: int = 1,
    on_start: Callable[[int, int], None] = lambda students, processes: None,
) -> Regraded:
    """Judges every recording below `out` and rewrites what came out differently.

    Args:
        out: the folder of a batch.
        assignment: the homework's folder, if it is not where it was when the batch was graded.
        submissions: the folder that was graded, if it is not where it was.
        run: False runs nothing; checks whose calls changed are broken then.
        tier: the sandbox for what has to be run, if not the one the batch was graded in.
        diagnose: run the homework's misconceptions where nobody failed a check before. Without
            it that is done only when the sandbox has to be started anyway.
        jobs: processes, at most; a small class takes one.
        on_start: told how many students there are and how many processes judge them.

    Raises:
        UsageError: no batch there, another homework, or a damaged file.
    """
    graded_with = batch_job(out)
    job = replace(
        graded_with,
        assignment=assignment or graded_with.assignment,
        submissions=submissions or graded_with.submissions,
    )
    means = Means(job=job, run=run, tier=tier, diagnose=diagnose)
    with locked(out / ".regrade.lock"):  # two at once would report each other's changes
        return _regraded(means, jobs, on_start)


def _regraded(means: Means, jobs: int, on_start: Callable[[int, int], None]) -> Regraded:
    job, out = means.job, means.job.out
    forget_settled(out)
    journal = Journal(out / "journal")
    settling = Settling.of(job)
    students = _students(out, journal, settling)
    jobs = min(jobs, 1 + len(students) // _WORTH_A_PROCESS)
    on_start(len(students), jobs)
    part = _all(means, students, jobs)
    place = {student: n for n, (student, _) in enumerate(students)}
    lines = sorted(part.lines, key=lambda line: place[line.student])
    with settling_lock(out):
        now = Settling.of(job)
        if now != settling:  # somebody marked or moved a date meanwhile
            lines = settle_class(now, lines)
        publish(out, lines)
    before = Before(out)
    changes = tuple(_changes(out, list(place), before))
    write_changes(out, changes)
    before.forget()
    return Regraded(
        lines=tuple(lines),
        changes=changes,
        without_recording=tuple(sorted(part.without, key=place.__getitem__)),
        ran=part.ran,
        lacking=part.lacking,
        unasked=tuple(sorted(part.unasked)),
    )


def _students(out: Path, journal: Journal, settling: Settling) -> _Students:
    """Everybody with the numbers of their attempts, all of them graded."""
    graded = journal.entries()
    if not graded:
        raise UsageError(f"{out} holds no graded submissions; `grader grade` makes them.")
    found: dict[str, list[int]] = {}
    for student, _ in graded:
        found[student] = [h.attempt for h in settling.people.hand_ins(student)]
    for student, numbers in found.items():
        if any((student, n) not in graded for n in numbers):
            raise UsageError(
                f"{out} is not finished: an attempt of {clip(student)} has not been graded; "
                "`grader grade` with the same folders goes on."
            )
    return list(found.items())


def _all(means: Means, students: _Students, jobs: int) -> Part:
    """Everybody judged again, spread over processes."""
    if jobs <= 1:
        return regrade_part(means, students)
    whole = Part()
    # Every jobs-th student, because neighbours in a download are often of one kind.
    parts = [students[n::jobs] for n in range(jobs)]
    # spawn: a fork would copy this process's threads' locks.
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        try:
            for part in pool.map(regrade_part, [means] * jobs, parts):
                whole.add(part)
        except BrokenProcessPool:
            raise UsageError(
                "A process of the regrade was ended from outside; the same command again goes on."
            ) from None
    return whole


def _changes(out: Path, students: Sequence[str], before: Before) -> Iterator[StudentChange]:
    for student in students:
        stood = before.of(student)
        if stood is None:
            continue
        change = difference(stood, snapshot(results.read(result_path(out, student))))
        if change is not None:
            yield change
