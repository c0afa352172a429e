"""A graded batch made of plain sources, as `grader grade` leaves it; nothing is executed for it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader import recording
from grader.job import recording_path, result_path
from grader.load import load_submission
from grader.people import HandIn, People
from grader.types import safe_name

Files = Mapping[str, str | bytes]


@dataclass(kw_only=True)
class Work:
    """What one student handed in, and what was wrong with it."""

    files: Files
    wrong: Mapping[str, str] = field(default_factory=dict)
    """Check -> fingerprint of the wrong numbers."""
    explained: Mapping[str, str] = field(default_factory=dict)
    """Check -> sentence of the mistake that explains it."""
    attempts: Sequence[Files] = ()
    """All attempts, where there are several; `files` is not looked at then."""
    name: str = ""
    ids: Mapping[str, str] = field(default_factory=dict)
    group: tuple[str, ...] = ()


def batch(
    folder: Path,
    students: Mapping[str, Work],
    *,
    handout: Files | None = None,
    checks: Sequence[str] = ("a.one", "a.two", "b.one"),
) -> Path:
    """Writes the folder of a batch and the homework that it was graded with; gives the batch's."""
    out, homework = folder / "out", folder / "homework"
    for place in (out / "results", out / "recordings", out / "attempts", homework):
        place.mkdir(parents=True)
    if handout is not None:
        _lay_out(homework / "handout", handout)
    job = {"assignment": str(homework), "seed": 1, "sandbox": "none", "data": None}
    (out / "batch.json").write_text(json.dumps(job))
    people: dict[str, Any] = {"handed_in": {}, "groups": {}}
    for student, work in students.items():
        several = len(work.attempts) > 1
        for number, files in enumerate(work.attempts or (work.files,), 1):
            attempt = number if several else 0
            place = folder / "in" / safe_name(student) / str(attempt)
            _lay_out(place, files)
            path = recording_path(out, student, attempt)
            path.parent.mkdir(parents=True, exist_ok=True)
            submission = load_submission(place, student=student, assignment="hw", items=ITEMS)
            recording.save(recording.Recording(submission=submission, seed=1, calls={}), path)
        count = max(1, len(work.attempts))
        if several:
            hand_ins = tuple(HandIn(attempt=n) for n in range(1, count + 1))
            people["handed_in"][student] = hand_ins
        if work.group:
            people["groups"][student] = work.group
        result_path(out, student).write_text(json.dumps(_result(student, work, checks, count)))
    People(**people).save(out)
    return out


ITEMS = ("s1.1", "s1.2")


def _lay_out(place: Path, files: Files) -> None:
    place.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        raw = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
        (place / name).write_bytes(raw)


def _result(student: str, work: Work, checks: Sequence[str], attempts: int) -> dict[str, Any]:
    return {
        "format": 1,
        "assignment": "hw",
        "title": "A homework",
        "student": student,
        "name": work.name,
        "ids": dict(work.ids),
        "group": list(work.group),
        "attempt": {"number": attempts, "of": attempts, "rule": "last"} if attempts > 1 else None,
        "verdicts": [_verdict(check, work) for check in checks],
    }


def _verdict(check: str, work: Work) -> dict[str, Any]:
    evidence: dict[str, Any] = {}
    if check in work.wrong:
        evidence = {"wrong": work.wrong[check], "got": "[1.5, 2.5]", "worst": "[0]"}
    if check in work.explained:
        evidence["diagnoses"] = [{"id": "known", "sentence": work.explained[check]}]
    return {
        "check": check,
        "question": check.partition(".")[0],
        "title": f"What {check} computes.",
        "status": "failed" if check in work.wrong else "passed",
        "diagnosis": "known" if check in work.explained else None,
        "evidence": evidence,
    }
