"""Judges the recordings of a batch again, after a change of tolerance, points or text.

No student code runs and no worker starts. Untouched checks give byte-identical result files.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from grader import recording, results
from grader.assignment import load_assignment
from grader.batch import batch_job, write_class_files
from grader.diagnose import Diagnoser
from grader.engine import Context, judge
from grader.errors import UsageError
from grader.job import (
    grading_key,
    recording_path,
    result_path,
    versions,
    wrong_answers_folder,
)
from grader.journal import Entry as Line
from grader.journal import Journal
from grader.pytest_plugin import collect
from grader.station import line_of, write_page
from grader.wrong_answers import WrongAnswerStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One verdict that came out differently."""

    student: str
    check: str
    before: str
    """Status and points, or "" when the check is new."""
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Regraded:
    """What judging again came to."""

    lines: tuple[Line, ...]
    changes: tuple[Change, ...]
    without_recording: tuple[str, ...]
    """Students of whom nothing could be read when they were graded; left as they were."""


def regrade(out: Path, *, assignment: Path | None = None) -> Regraded:
    """Judges every recording below `out` and rewrites what came out differently.

    Args:
        out: the folder of a batch.
        assignment: the homework's folder, if it is not where it was when the batch was graded.

    Raises:
        UsageError: no batch there, another homework, or a damaged file.
    """
    job = batch_job(out)
    if assignment is not None:
        job = replace(job, assignment=assignment)
    homework = load_assignment(job.assignment)
    journal = Journal(out / "journal")
    students = list(journal.entries())
    if not students:
        raise UsageError(f"{out} holds no graded submissions; `grader grade` makes them.")
    suite = collect(homework, data_folder=job.data_folder)
    context = Context(assignment=homework, suite=suite, seed=job.seed, made_with={})
    # Misconceptions are not run either: what they answered was kept with the batch.
    known = WrongAnswerStore(context, wrong_answers_folder(out), None)
    context = replace(context, diagnose=Diagnoser(known))
    lines, changes, without = [], [], []
    try:
        for student in students:
            old = results.read(result_path(out, student))
            path = recording_path(out, student)
            if not path.exists():
                without.append(student)
                lines.append(line_of(old, grading_key(homework, "", job)))
                continue
            new = _again(context, recording.read(path), old)
            if results.dump(new) != result_path(out, student).read_bytes():
                changes += _changes(old, new)
                results.write(out, new)
                write_page(out, new)
            lines.append(line_of(new, grading_key(homework, new["digest"], job)))
    finally:
        suite.close()
    journal.rewrite(lines)
    write_class_files(out, students)
    return Regraded(lines=tuple(lines), changes=tuple(changes), without_recording=tuple(without))


def _again(context: Context, kept: recording.Recording, old: Mapping[str, Any]) -> dict[str, Any]:
    made_with = dict(old["made_with"])
    now = {**versions(), "assignment_digest": context.assignment.digest}
    # What judged it first stays said; what judged it now is added where it differs.
    if differs := {k: v for k, v in now.items() if made_with.get(k) != v}:
        made_with["regraded_with"] = differs
    else:
        made_with.pop("regraded_with", None)
    result = judge(
        replace(context, made_with=made_with, seed=kept.seed),
        kept.submission,
        recording.Replay(kept),
        started_at=old["started_at"],
        seconds=old["seconds"],
    )
    return results.as_data(result)


def _changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    before = {v["check"]: _brief(v) for v in old["verdicts"]}
    after = {v["check"]: _brief(v) for v in new["verdicts"]}
    return [
        Change(student=new["student"], check=c, before=before.get(c, ""), after=after.get(c, ""))
        for c in {**before, **after}
        if before.get(c) != after.get(c)
    ]


def _brief(verdict: Mapping[str, Any]) -> str:
    earned = "no mark" if verdict["earned"] is None else f"{verdict['earned']:g}"
    return f"{verdict['status']}, {earned} of {verdict['points']:g}"


def as_table(changes: tuple[Change, ...]) -> str:
    """The changes as JSON lines, for a file."""
    rows = ({f: getattr(c, f) for f in c.__slots__} for c in changes)
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
