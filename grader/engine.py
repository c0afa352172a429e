"""Judges one submission: every check ends in exactly one verdict, whatever happens.

The one broad catch of the harness is `Suite.run`; this file says what each end means. Whether the
answers come live from a worker or from a recording is the source's affair.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np

from grader.assignment import Assignment
from grader.compare.judged import Judged, watching
from grader.errors import CheckFailed, NotRecorded, StudentFault
from grader.fingerprint import fingerprint
from grader.live import check_seed
from grader.meaning import culprit_of, given, meaning, printed
from grader.pytest_plugin import Suite
from grader.recording import NotInRecording, Source
from grader.student import Student
from grader.types import ASIDE, Check, Result, Run, Status, Submission, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """How one check ended: the verdict, and what only the grader sees of it."""

    verdict: Verdict
    compared: tuple[Judged, ...] = ()
    """Every comparison of numbers that it made, in order."""
    requests: tuple[dict[str, Any], ...] = ()
    """What it asked the submission, in order."""
    notes: tuple[str, ...] = ()
    names: tuple[str, ...] | None = ()
    """Names that it looked for in the submission's text; None when it looked at the text itself."""
    culprit: Judged | None = None
    """The comparison that failed it, if it was one of numbers."""
    cpu_s: float = 0.0
    """CPU seconds of the submission's code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What all submissions of a batch share."""

    assignment: Assignment
    suite: Suite
    seed: int
    made_with: Mapping[str, Any]
    only: frozenset[str] | None = None
    """Ids of checks or questions to judge; None for all."""
    public_only: bool = False
    diagnose: Callable[[Check, End], End] | None = None
    """Names the mistake behind a failed check, where it is known (see grader/diagnose.py)."""

    def checks(self) -> tuple[Check, ...]:
        """The checks to judge, in order."""
        chosen = self.suite.checks
        if self.public_only:
            chosen = tuple(c for c in chosen if c.visibility == "public")
        if self.only is not None:
            chosen = _with_needs([c for c in chosen if {c.id, c.question} & self.only], chosen)
        return chosen


def _with_needs(wanted: Sequence[Check], all_checks: Sequence[Check]) -> tuple[Check, ...]:
    """The wanted checks and those that they need, in order."""
    ids = {c.id for c in wanted}
    for c in reversed(all_checks):  # needs come first in the order, so one pass backwards finds all
        if c.id in ids:
            ids.update(c.needs)
    return tuple(c for c in all_checks if c.id in ids)


def judge(
    context: Context,
    submission: Submission,
    source: Source,
    *,
    on_verdict: Callable[[Verdict], None] | None = None,
    started_at: str | None = None,
    seconds: float | None = None,
) -> Result:
    """Runs every check against one submission.

    Args:
        context: the homework, collected, and the batch's seed.
        submission: what was handed in.
        source: answers its calls; a live worker or a recording.
        on_verdict: told each verdict as it falls.
        started_at, seconds: of the first grading, when a recording is judged again.

    Returns:
        A verdict for every check, in order.
    """
    begun = time.monotonic()
    started_at = started_at or datetime.now(UTC).isoformat(timespec="seconds")
    verdicts: list[Verdict] = []
    notes: list[str] = list(submission.notes)
    for end in ends(context, context.checks(), submission, source):
        verdicts.append(end.verdict)
        notes += [n for n in end.notes if n not in notes]
        if on_verdict is not None:
            on_verdict(end.verdict)
    return Result(
        assignment=context.assignment.id,
        title=context.assignment.title,
        questions=context.assignment.asked,
        student=submission.student,
        digest=submission.digest,
        verdicts=tuple(verdicts),
        made_with=context.made_with,
        started_at=started_at,
        seconds=round(time.monotonic() - begun if seconds is None else seconds, 3),
        notes=tuple(notes[:50]),
    )


def ends(
    context: Context, checks: Iterable[Check], submission: Submission, source: Source
) -> Iterator[End]:
    """The end of each check, one by one; whoever has seen enough stops asking.

    Args:
        context: as in `judge`.
        checks: what to judge, needs first.
        submission, source: as in `judge`.
    """
    before: dict[str, Verdict] = {}
    for check in checks:
        end = _end(context, check, submission, source, before)
        if check.void is not None:
            end = replace(end, verdict=voided(check, end.verdict))
        before[check.id] = end.verdict
        yield end


def refuse(context: Context, *, student: str, sentence: str, broken: bool = False) -> Result:
    """The result of a submission of which nothing could be read: no check could ask anything.

    Args:
        sentence: why, as the loader said it.
        broken: True when the cause is on our side, so that nobody gets a zero for it.
    """
    status: Status = "broken" if broken else "errored"
    verdicts = [
        # A person may still find the written answers: these are unknown, not wrong.
        voided(
            c,
            _plain(c, "manual", sentence, earned=None)
            if c.manual and not broken
            else _plain(c, status, sentence, earned=None if broken else 0.0),
        )
        for c in context.checks()
    ]
    return Result(
        assignment=context.assignment.id,
        title=context.assignment.title,
        questions=context.assignment.asked,
        student=student,
        digest="",
        verdicts=tuple(verdicts),
        made_with=context.made_with,
        started_at=datetime.now(UTC).isoformat(timespec="seconds"),
        seconds=0.0,
        notes=(sentence,),
    )


def _end(
    context: Context,
    check: Check,
    submission: Submission,
    source: Source,
    before: Mapping[str, Verdict],
) -> End:
    if check.manual:
        return End(verdict=_manual(check, submission))
    if (blocked := _blocked(check, before)) is not None:
        return End(verdict=blocked)
    requests: list[dict[str, Any]] = []

    def ask(request: dict[str, Any]) -> Run:
        if ASIDE not in request:
            requests.append(request)
        return source.ask(check, request)

    student = Student(submission, ask)
    rng = np.random.default_rng([context.seed, check_seed(context.seed, check.id)])
    with watching() as compared:
        ended = context.suite.run(check.id, student=student, rng=rng)
    runs = tuple(student._runs)
    ended = _asked_further(ended, student)
    status, message, evidence = meaning(ended, student)
    if status == "manual":
        evidence |= given(check, submission, runs)
    evidence |= printed(runs)
    culprit = culprit_of(ended, compared)
    if culprit is not None and status == "failed":
        evidence["wrong"] = fingerprint(check.id, culprit)
    if student._curves:
        evidence["curves"] = student._curves | evidence.get("curves", {})
    if status == "passed" and student._carried:
        evidence["carried"] = list(student._carried)
    verdict = Verdict(
        check=check.id,
        question=check.question,
        title=check.title,
        status=status,
        earned={"passed": check.points, "broken": None, "manual": None}.get(status, 0.0),
        points=check.points,
        visibility=check.visibility,
        message=message,
        evidence=evidence,
        replay=_replay(context, check),
        seconds=round(sum(r.wall_s for r in runs), 3),
        remarks=tuple(student._remarks),
        hint=check.hint,
    )
    end = End(
        verdict=verdict,
        compared=tuple(compared),
        requests=tuple(requests),
        notes=tuple(note for run in runs for note in run.notes),
        names=student._names,
        culprit=culprit,
        cpu_s=sum(r.cpu_s for r in runs),
    )
    if context.diagnose is None or status != "failed":
        return end
    return context.diagnose(check, end)


def _asked_further(ended: BaseException | None, student: Student) -> BaseException | None:
    """A failure with all that it has to say: the slope of the student's own function, for a gradient.

    Where their code does not answer, or a recording was made when nobody asked, the failure stands
    as it is: what is asked here only explains it.
    """
    if not isinstance(ended, CheckFailed) or ended.asked_further is None:
        return ended
    try:
        with student.aside():
            return ended.asked_further()
    except (CheckFailed, StudentFault, NotInRecording, NotRecorded):
        return ended


def _blocked(check: Check, before: Mapping[str, Verdict]) -> Verdict | None:
    for need in check.needs:
        earlier = before.get(need)
        if earlier is None or earlier.status == "passed" or earlier.voided:
            continue  # what was found unfair stands in nobody's way
        if earlier.status == "broken":  # our fault stays our fault
            reason = f"This check needs {need}, which broke on our side, so no mark was given."
            return _plain(check, "broken", reason, earned=None)
        title = earlier.title.rstrip(".")
        return _plain(check, "blocked", f"This needs another check to pass first: {title}.")
    return None


def voided(check: Check, verdict: Verdict) -> Verdict:
    """The verdict of a check that counts no more; the same one if it does.

    Args:
        check: its `void` says what everybody gets.
        verdict: as it was judged; what it said stays in the evidence as `judged`.
    """
    if check.void is None:
        return verdict
    told = {"reason": check.void.reason, "give": check.void.give}
    if check.void.give == "nothing":
        return replace(verdict, voided=told, points=0.0, earned=0.0)
    judged = {"status": verdict.status, "message": verdict.message}
    return replace(
        verdict,
        voided=told,
        status="passed",
        earned=verdict.points,
        message="",
        diagnosis=None,
        evidence={**verdict.evidence, "judged": judged},
    )


def _manual(check: Check, submission: Submission) -> Verdict:
    text = submission.texts.get(check.question)
    message = (
        "Waits for a person."
        if text
        else f"No text was found under a heading with {check.question}; a person looks at it."
    )
    evidence: dict[str, Any] = {
        "rubric": list(check.rubric),
        "rubric_points": list(check.rubric_points),
    }
    if text:
        evidence["text"] = text
    return _plain(check, "manual", message, earned=None, evidence=evidence)


def _plain(
    check: Check,
    status: Status,
    message: str,
    *,
    earned: float | None = 0.0,
    evidence: dict[str, Any] | None = None,
) -> Verdict:
    return Verdict(
        check=check.id,
        question=check.question,
        title=check.title,
        status=status,
        earned=earned,
        points=check.points,
        visibility=check.visibility,
        message=message,
        evidence=evidence or {},
        hint=check.hint,
    )


def _replay(context: Context, check: Check) -> str:
    if check.visibility == "hidden":
        return ""
    return (
        f"grader check PATH --assignment {context.assignment.id} "
        f"--only {check.id} --seed {context.seed}"
    )
