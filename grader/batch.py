"""Grades a class: what is to do, what is done already, and the files of the whole batch.

Killed at any moment and started again, it finishes without grading anything twice or losing
anything: see journal.py.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import grader
from grader import results
from grader.assignment import Assignment, load_assignment
from grader.atomic import make_private
from grader.batch_folder import (
    prepare,
    publish,
    remember,
    settled_with,
)
from grader.errors import UsageError
from grader.intake import Intake, read_submissions
from grader.job import (
    Job,
    attempt_path,
    grading_key,
    page_path,
    recording_path,
    result_path,
)
from grader.journal import Entry as Line
from grader.journal import Journal
from grader.load import LoadError, digest_of
from grader.load.roster import Entry
from grader.people import People, dated, gather, names_of, newest_file
from grader.policy import Policy, class_notes, load_policy, read_times
from grader.roster import read_roster
from grader.settle import Settling, settle_class, settling_lock


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a batch came to."""

    lines: tuple[Line, ...]
    """One per submission, in the order of the folder."""
    graded: int
    """Submissions graded in this run, a group's once for each member; the others stood already."""
    index: Path
    system: str = "plain"
    """The learning system whose download it was, or "plain"."""
    notes: tuple[str, ...] = ()
    """What recognising the download has to say, one sentence each."""
    people: People = field(default_factory=People)

    @property
    def broken(self) -> int:
        """Submissions with at least one broken verdict."""
        return sum(1 for line in self.lines if line.statuses.get("broken"))


def grade_batch(
    job: Job,
    submissions: Path,
    *,
    jobs: int,
    system: str = "auto",
    on_start: Callable[[int, int], None] = lambda total, waiting: None,
    on_done: Callable[[Line], None] = lambda line: None,
) -> Summary:
    """Grades every entry of a folder that is not graded yet with exactly these means.

    Args:
        job: homework, output folder, seed, sandbox, policy, roster.
        submissions: a folder with one entry per student, or a bulk download.
        jobs: grading processes.
        system: whose bulk download it is; "auto" recognises it.
        on_start: told how many submissions there are and how many wait, once that is known.
        on_done: told each finished submission.

    Raises:
        UsageError: nothing to grade, an output folder that belongs to another homework, ...
        Refused: no sandbox.
    """
    where = submissions.absolute()
    job = replace(job, submissions=where)
    # What is wrong with the policy is said before a night of grading.
    policy = None if job.policy is None else load_policy(job.policy)
    if job.times is not None:
        read_times(job.times)
    if job.out.resolve().is_relative_to(where.resolve()) and job.out.resolve() != where.resolve():
        raise UsageError(
            f"{job.out} lies inside {submissions} and would be graded as a submission; choose an "
            "--out outside of it."
        )
    with read_submissions(
        submissions, system=system, within=job.out.parent, roster=job.roster
    ) as intake:
        if not intake.entries:
            raise UsageError(
                f"{submissions} holds no submissions: expected one folder, .py, .ipynb or archive per student."
            )
        assignment = load_assignment(job.assignment)
        readable = prepare(job.out, assignment.id)
        people = _people(job, intake, policy)
        settled = settled_with(job.out)
        remember(job, settled=settled)
        people.save(job.out)
        journal = Journal(job.out / "journal")
        lines = journal.entries()
        waiting = [e for e in intake.entries if not _stands(job, assignment, e, lines)]
        units = list(dict.fromkeys(u for e in intake.entries for u in _units(e)))
        to_come = sum(1 for e in waiting for _ in _units(e))
        on_start(len(units), to_come)
        if waiting:
            for line in _graded(job, waiting, jobs):
                journal.append(line)
                lines[line.unit] = line
                on_done(line)
        kept = [lines[unit] for unit in units]
        index = job.out / "index.html"
        stamp = _stamp(job, kept)
        if waiting or not index.exists() or set(lines) != set(units) or settled != stamp:
            with settling_lock(job.out):
                kept = settle_class(Settling.of(job), kept)
                publish(job.out, kept)
                remember(job, settled=stamp)
    return Summary(
        lines=tuple(kept),
        graded=to_come,
        index=index,
        system=intake.system,
        notes=(*readable, *intake.notes, *_policy_notes(policy, people, kept)),
        people=people,
    )


def _people(job: Job, intake: Intake, policy: Policy | None) -> People:
    """Who they are: from the download, the roster and the table of times."""
    entries: Iterable[Entry] = intake.entries
    if policy is not None and policy.time == "files":
        entries = [
            e
            if e.submitted_at or e.late is False or e.error
            else replace(e, submitted_at=newest_file(e.path))
            for e in entries
        ]
    people, groups, handed = gather(entries)
    known = People(system=intake.system, people=people, groups=groups, left_over=intake.left_over)
    if job.roster is not None:
        joined = read_roster(job.roster).join(people.values())
        known = replace(
            known,
            people=joined.people,
            not_on_roster=joined.not_on_roster,
            without_submission=joined.without_submission,
            unclear=joined.unclear,
        )
    if job.times is None:
        return replace(known, handed_in=handed)
    handed, unclear = dated(handed, known.people, read_times(job.times))
    return replace(known, handed_in=handed, unclear=(*known.unclear, *unclear))


def _policy_notes(policy: Policy | None, people: People, lines: Iterable[Line]) -> Iterator[str]:
    """What to look at before the marks are trusted, one sentence each."""
    if policy is None:
        return
    yield from class_notes(policy, [names_of(person) for person in people.people.values()])
    unknown = sum(1 for line in lines if line.counted and line.final is None)
    if unknown:
        marks = "1 mark is" if unknown == 1 else f"{unknown} marks are"
        yield (
            f"{marks} not known yet, because nobody knows when the work was handed in: "
            "give a table with --times."
        )


def _units(entry: Entry) -> Iterator[tuple[str, int]]:
    """Whose results an entry becomes: its student's, and those of the rest of a group."""
    yield entry.student, entry.attempt
    for person in entry.people[1:]:
        yield person.student, entry.attempt


def _graded(job: Job, waiting: Sequence[Entry], jobs: int) -> Iterator[Line]:
    """Grades entries and shares the result of a group out to all its members."""
    from grader.pool import grade_all

    groups = {(e.student, e.attempt): e for e in waiting if len(e.people) > 1}
    settling = Settling.of(job) if groups else None
    for line in grade_all(job, waiting, jobs=jobs):
        # The first member's line comes last: it stands only when all of them do.
        if settling is not None and line.unit in groups:
            for person in groups[line.unit].people[1:]:
                yield _share(settling, line, person.student)
        yield line


def _share(settling: Settling, line: Line, member: str) -> Line:
    """The same work under another member's name: result, recording and page."""
    out, student, attempt = settling.out, line.student, line.attempt
    kept = recording_path(out, student, attempt)
    if kept.exists():
        mine = recording_path(out, member, attempt)
        make_private(mine.parent)
        shutil.copy(kept, mine)
    if attempt:
        data = results.read(attempt_path(out, student, attempt)) | {"student": member}
        results.write_at(attempt_path(out, member, attempt), data)
    else:
        (machine,) = settling.machine(student)
        settling.save(settling.final([machine | {"student": member}]))
    return replace(line, student=member)


def _stands(
    job: Job, assignment: Assignment, entry: Entry, lines: dict[tuple[str, int], Line]
) -> bool:
    """Whether this very submission was graded with these very means, and its files are there."""
    own = [lines.get(unit) for unit in _units(entry)]
    if any(line is None or line.statuses.get("broken") for line in own):
        return False
    files = []
    for student, attempt in _units(entry):
        if attempt:
            files.append(attempt_path(job.out, student, attempt))
        else:
            files += [result_path(job.out, student), page_path(job.out, student)]
    digest = ""
    if not entry.error:
        try:
            digest = digest_of(entry.path)
        except LoadError:
            pass  # was refused with a sentence, and would be again
        except OSError:
            return False
        else:
            files += [recording_path(job.out, *unit) for unit in _units(entry)]
    key = grading_key(assignment, digest, job)
    return all(line is not None and line.key == key for line in own) and all(
        f.exists() for f in files
    )


def _stamp(job: Job, lines: Iterable[Line]) -> str:
    """A digest of all that the settled marks depend on; equal stamps: nothing to settle again."""
    digest = hashlib.sha256(grader.__version__.encode())
    for path in (job.policy, job.out / "people.json", job.out / "marks.jsonl"):
        if path is not None and path.exists():
            digest.update(path.read_bytes())
        digest.update(b"\0")
    for line in lines:
        digest.update(f"{line.student}\0{line.attempt}\0{line.key}\0".encode("utf-8", "replace"))
    return digest.hexdigest()
