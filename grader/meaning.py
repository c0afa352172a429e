"""What the end of a check function means: status, sentence, and the evidence for page and person."""

from __future__ import annotations

import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from grader.compare.judged import Judged
from grader.compare.message import clip, describe
from grader.errors import CheckFailed, HarnessFault, LeftToPerson, NotRecorded, StudentFault
from grader.student import Student
from grader.types import Check, Run, Status, Submission

_OUTPUT_SHOWN = 4000
_MOST_NUMBERS = 40

_NOT_RECORDED = (
    "This check goes on from numbers of yours that are not the expected ones, so it cannot be judged "
    "here. Look at the other checks of this question first; when graded, it is judged in full."
)

_STATUS_OF: dict[str, Status] = {
    "raised": "errored",
    "died": "errored",
    "bad_reply": "errored",
    "timed_out": "timed_out",
    "out_of_memory": "timed_out",
    "missing": "failed",
}


def culprit_of(ended: BaseException | None, compared: Sequence[Judged]) -> Judged | None:
    """The comparison that failed the check, if it was one of numbers."""
    if not isinstance(ended, CheckFailed):
        return None
    wrong = (
        j
        for j in reversed(compared)
        if j.what == ended.mismatch.what and j.share > (0 if j.kind == "interval" else 1)
    )
    return next(wrong, None)


def meaning(ended: BaseException | None, student: Student) -> tuple[Status, str, dict[str, Any]]:
    """What the end of a check function says: status, sentence, evidence."""
    if ended is None:
        if student._looked:
            return "passed", "", {}
        # Unknown means broken: a check that asked nothing cannot have seen a right answer.
        return "broken", "This check never asked the submission anything; no mark was given.", {}
    if isinstance(ended, CheckFailed):
        return "failed", ended.mismatch.text(), _mismatch(ended)
    if isinstance(ended, StudentFault):
        return _student_fault(ended)
    if isinstance(ended, NotRecorded):
        return "blocked", _NOT_RECORDED, {}
    if isinstance(ended, LeftToPerson):
        return "manual", str(ended), {}
    if isinstance(ended, AssertionError) and not _ours(ended):
        return "failed", str(ended) or "the check's assertion does not hold", {}
    name = type(ended).__name__
    reason = str(ended) if isinstance(ended, HarnessFault) else f"{name}: {ended}"
    where = traceback.format_exception(ended)
    return (
        "broken",
        f"This check broke on our side ({reason}). No mark was given; the instructor has to look at it.",
        {"traceback": "".join(where)[-4000:]},
    )


def _student_fault(fault: StudentFault) -> tuple[Status, str, dict[str, Any]]:
    run = fault.run
    status = _STATUS_OF[run.outcome]
    evidence: dict[str, Any] = {}
    if run.outcome == "missing" and run.notes:
        status = "errored"  # the name may well have been there, had their file run to its end
    if run.fault is not None:
        evidence["exception"] = {"type": run.fault.type, "message": run.fault.message}
        evidence["frames"] = [
            {"where": f.where, "function": f.function, "code": f.code} for f in run.fault.frames
        ]
    return status, fault.message, evidence


def _mismatch(ended: CheckFailed) -> dict[str, Any]:
    told = ended.mismatch
    parts = {
        "what": told.what,
        "expected": told.expected,
        "got": told.got,
        "worst": told.worst,
        "allowed": told.allowed,
        "slope": told.slope,
        "meaning": told.meaning,
        "advice": told.hint,
    }
    return {k: v for k, v in parts.items() if v} | dict(ended.evidence)


def _ours(error: AssertionError) -> bool:
    """Whether an assertion failed inside the harness or a reference, where it says nothing of the student."""
    frames = traceback.extract_tb(error.__traceback__)
    here = Path(__file__).parent
    last = Path(frames[-1].filename) if frames else here
    return here in last.parents or here.parent / "reference" in last.parents


def printed(runs: Sequence[Run]) -> dict[str, Any]:
    """What the calls of a check printed, cut, and how much it was."""
    total = sum(r.output_bytes for r in runs)
    if not total:
        return {}
    return {"output": "".join(r.output for r in runs)[:_OUTPUT_SHOWN], "output_bytes": total}


def given(check: Check, submission: Submission, runs: Sequence[Run]) -> dict[str, Any]:
    """What a person needs who decides instead: the text of the question and the numbers given."""
    out: dict[str, Any] = {}
    if text := submission.texts.get(check.question):
        out["text"] = text
    dicts = [r.value for r in runs if r.outcome == "returned" and isinstance(r.value, Mapping)]
    question = check.question.casefold()
    numbers = {
        clip(key): clip(describe(value))
        for key, value in (dicts[-1] if dicts else {}).items()
        if isinstance(key, str)
        and f"{key.strip().casefold()}.".startswith(f"{question}.")
        and value is not None
    }
    if numbers:
        out["numbers"] = dict(list(numbers.items())[:_MOST_NUMBERS])
    return out
