"""How one mark came about, as plain data: what was asked, what came back, how it was judged.

For the instructor: hidden checks are shown whole. Nothing is executed unless that is asked for.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from grader import recording, results
from grader.assignment import Assignment, load_assignment
from grader.batch_folder import batch_job
from grader.compare.evidence import cell, nested
from grader.compare.judged import Judged
from grader.compare.message import clip, index_text, shape_text, values_text
from grader.diagnose import Diagnoser, WrongAnswers, why
from grader.engine import Context, End
from grader.errors import UsageError
from grader.job import Job, attempt_path, recording_path, result_path, wrong_answers_folder
from grader.journal import Journal
from grader.marks import Marks
from grader.people import names_of, read_people
from grader.recording import Recording, RequestStore
from grader.rerun import CannotRun, Rerun, one_check
from grader.shown import WHOLE, calls_data
from grader.types import Check
from grader.wrong_answers import WrongAnswerStore


def checks_of(out: Path, student: str) -> dict[str, Any]:
    """The settled result of a student, found by key, name or id.

    Raises:
        UsageError: no batch, or nobody of that name; names the closest.
    """
    batch_job(out)
    return results.read(result_path(out, _student(out, student)))


def appeal(
    out: Path,
    student: str,
    check: str,
    *,
    assignment: Path | None = None,
    attempt: int | None = None,
    run: bool = False,
) -> dict[str, Any]:
    """Everything about one verdict.

    Args:
        out: the folder of a batch.
        student: key, name or any id.
        check: id of a check, or of a question that has one check.
        assignment: the homework's folder, if it is not where it was.
        attempt: which of several; the one that counts by default.
        run: run the check again in the sandbox; what comes back is judged, and kept nowhere.

    Raises:
        UsageError: no batch, no such student, check or attempt; what was recorded is damaged.
    """
    job = batch_job(out)
    job = replace(job, assignment=assignment or job.assignment)
    settled = checks_of(out, student)
    student = settled["student"]
    verdict = _verdict(settled, check)
    number = _attempt(out, settled, attempt)
    if number and number != (settled["attempt"] or {}).get("number"):
        verdict = _verdict(results.read(attempt_path(out, student, number)), verdict["check"])
    told: dict[str, Any] = {
        "student": student,
        "name": settled.get("name") or "",
        "attempt": number or None,
        "check": verdict["check"],
        "question": {"id": verdict["question"], **_asked(settled, verdict["question"])},
        "hidden": verdict["visibility"] == "hidden",
        "then": verdict,
        "judged_at": settled["started_at"],
        "made_with": settled["made_with"],
        "adjustment": settled.get("adjustment"),
        "marks": _marks(out, student, verdict["check"]),
        "needs": [],
        "calls": [],
        "comparisons": [],
        "diagnoses": [],
        "now": None,
        "now_lacks": "",
        "homework_changed": None,
        "ran": run,
    }
    path = recording_path(out, student, number)
    if not path.exists():
        told["now_lacks"] = "nothing was recorded, because nothing of it could be read"
        return told
    kept = recording.read(path)
    with ExitStack() as stack:
        statuses = {v["check"]: v["status"] for v in settled["verdicts"]}
        told |= _judged_now(stack, job, kept, (student, number), verdict, statuses, run=run)
    return told


def _student(out: Path, wanted: str) -> str:
    """The key of a student given by key, name or id."""
    students = list(dict.fromkeys(s for s, _ in Journal(out / "journal").entries()))
    if wanted in students:
        return wanted
    people = read_people(out)
    by_name: dict[str, list[str]] = {}
    for student in students:
        for name in {student, *names_of(people.person(student))}:
            by_name.setdefault(name.casefold(), []).append(student)
    found = by_name.get(wanted.casefold(), [])
    if len(found) == 1:
        return found[0]
    if found:
        listed = ", ".join(clip(s) for s in found)
        raise UsageError(f"{wanted!r} is the name of several students: {listed}.")
    close = difflib.get_close_matches(wanted.casefold(), by_name, n=3, cutoff=0.5)
    raise UsageError(
        f"{wanted!r} is no student of this batch"
        + _closest([by_name[name][0] for name in close], students)
    )


def _verdict(data: Mapping[str, Any], wanted: str) -> dict[str, Any]:
    verdicts = {v["check"]: dict(v) for v in data["verdicts"]}
    if wanted in verdicts:
        return verdicts[wanted]
    of_question = [v for v in verdicts.values() if v["question"] == wanted]
    if len(of_question) == 1:
        return of_question[0]
    if of_question:
        listed = ", ".join(v["check"] for v in of_question)
        raise UsageError(f"Question {wanted} has several checks: {listed}.")
    close = difflib.get_close_matches(wanted, verdicts, n=3, cutoff=0.4)
    raise UsageError(f"{wanted!r} is no check of {data['assignment']}" + _closest(close, verdicts))


def _closest(close: Sequence[str], everything: Iterable[str]) -> str:
    if close:
        return f"; the closest: {', '.join(dict.fromkeys(clip(c) for c in close))}."
    some = [clip(name) for name in everything]
    more = ", ..." if len(some) > 12 else ""
    return f"; there are: {', '.join(some[:12])}{more}."


def _attempt(out: Path, settled: Mapping[str, Any], wanted: int | None) -> int:
    """The number of the attempt to look at; 0 where there is only one."""
    told = settled.get("attempt")
    if wanted is None:
        return told["number"] if told else 0
    if told is None and wanted == 1:
        return 0
    student = settled["student"]
    numbers = [h.attempt for h in read_people(out).hand_ins(student) if h.attempt]
    if wanted not in numbers:
        known = ", ".join(map(str, numbers)) or "1"
        raise UsageError(f"{clip(student)} has no attempt {wanted}; there are: {known}.")
    return wanted


def _asked(settled: Mapping[str, Any], question: str) -> dict[str, str]:
    """Title and text of a question, as far as they are known."""
    for one in settled["questions"]:
        if one["id"] == question:
            return {"title": one["title"], "text": one.get("text") or ""}
    return {"title": "", "text": ""}


def _marks(out: Path, student: str, check: str) -> list[dict[str, Any]]:
    """Everything that people gave, the oldest first."""
    return [
        {
            "by": m.by,
            "at": m.at,
            "earned": m.earned,
            "points": m.points,
            "items": list(m.items),
            "comment": m.comment,
        }
        for m in Marks(out / "marks.jsonl").history(student, check)
    ]


def _judged_now(
    stack: ExitStack,
    job: Job,
    kept: Recording,
    unit: tuple[str, int],
    then: Mapping[str, Any],
    statuses: Mapping[str, str],
    *,
    run: bool,
) -> dict[str, Any]:
    """The calls, and what the homework as it is now makes of them."""
    requests = RequestStore(job.out / "recordings" / "requests")
    out: dict[str, Any] = {"calls": _calls(kept, then["check"], requests)}
    from grader.pytest_plugin import collect

    try:
        homework = load_assignment(job.assignment)
        suite = collect(homework, data_folder=job.data_folder)
    except UsageError as error:
        return out | {"now_lacks": f"the homework cannot be read: {str(error).rstrip('.')}"}
    out["homework_changed"] = _changed(homework, kept, job, unit)
    stack.callback(suite.close)
    context = Context(assignment=homework, suite=suite, seed=kept.seed, made_with={})
    check = next((c for c in suite.checks if c.id == then["check"]), None)
    if check is None:
        return out | {"now_lacks": "the homework has no such check any more"}
    out["needs"] = [{"check": c, "status": statuses.get(c, "not judged")} for c in check.needs]
    known = WrongAnswerStore(context, wrong_answers_folder(job.out), None)
    context = replace(context, diagnose=Diagnoser(known))
    rerun = stack.enter_context(Rerun(context, job, run=run))
    judge = one_check(context, check)
    if run:
        try:
            end, fresh = rerun.once(
                lambda source: judge(source, kept.submission), kept, *unit, check
            )
        except CannotRun as reason:
            return out | {"now_lacks": str(reason), "ran": False}
        return out | {"calls": _calls(fresh, check.id, requests)} | _said(end, check, known)
    again = Rerun(context, job, run=False).judge(
        lambda source: judge(source, kept.submission), kept, *unit
    )
    if check.id in again.lacking:
        because = (
            "the check asks something else than when it was graded"
            if out["homework_changed"]
            else "not every answer was kept, because some were too large"
        )
        return out | {"now_lacks": f"{because}, so that only running it again can tell"}
    return out | _said(again.judged, check, known)


def _changed(homework: Assignment, kept: Recording, job: Job, unit: tuple[str, int]) -> bool:
    """Whether the homework changed since the result was judged."""
    student, number = unit
    path = attempt_path(job.out, *unit) if number else result_path(job.out, student)
    made_with = results.read(path)["made_with"]
    judged = made_with.get("regraded_with", {}).get("assignment_digest")
    return bool(homework.digest != (judged or made_with.get("assignment_digest")))


def _calls(kept: Recording, check: str, requests: RequestStore) -> list[dict[str, Any]]:
    return calls_data((requests.get(digest), run) for digest, run in kept.calls.get(check, ()))


def _said(end: End, check: Check, known: WrongAnswers) -> dict[str, Any]:
    """The verdict of now, with every comparison and what a diagnosis rests on."""
    verdict = results.verdict_data(end.verdict)
    told = []
    if end.culprit is not None:
        told = [
            {**d, "why": why(end.culprit, d["id"], known(check))}
            for d in verdict["evidence"].get("diagnoses", ())
        ]
    return {
        "now": verdict,
        "comparisons": [comparison(j) for j in end.compared],
        "diagnoses": told,
    }


def comparison(judged: Judged) -> dict[str, Any]:
    """One comparison as plain data; small arrays in full."""
    same_shape = judged.got.shape == judged.expected.shape
    share = judged.share
    held = share <= 1 if judged.kind != "interval" else share == 0
    out: dict[str, Any] = {
        "what": judged.what,
        "kind": judged.kind,
        "held": bool(same_shape and held),
        "expected": _numbers(judged.expected),
        "got": _numbers(judged.got),
        "allowed": cell(judged.bound),
        "error": cell(judged.error),
        "share": cell(share),
        "worst": None,
    }
    if same_shape and judged.got.size:
        with np.errstate(all="ignore"):
            away = np.abs(judged.got - judged.expected)
        away = np.where(judged.got == judged.expected, 0.0, np.where(np.isnan(away), np.inf, away))
        place = tuple(int(i) for i in np.unravel_index(int(away.argmax()), away.shape))
        out["worst"] = {
            "at": index_text(place) if place else "",
            "expected": cell(float(judged.expected[place])),
            "got": cell(float(judged.got[place])),
        }
    return out


def _numbers(values: np.ndarray) -> dict[str, Any]:
    """One side of a comparison: written out in its text when it is short."""
    out: dict[str, Any] = {
        "text": values_text(values) or f"{shape_text(values.shape)} float64",
        "shape": list(values.shape),
    }
    if 0 < values.size <= WHOLE and values.ndim <= 4:
        out["values"] = nested(values)
    return out
