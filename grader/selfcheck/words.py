"""What a person reads for the end of a check, wherever a self-check is shown."""

from __future__ import annotations

from grader.types import Verdict

TO_DO = "to do"
WORDS = {
    "passed": "passed",
    "failed": "wrong",
    "errored": "raised",
    "timed_out": "too long",
    "blocked": "blocked",
    "manual": "by hand",
    "broken": "BROKEN",
}


def is_to_do(verdict: Verdict) -> bool:
    """Whether the answer is still what the starter has: a `NotImplementedError`, or None in `answers`.

    A function that returns None is wrong: its `return` may be all that is missing.
    """
    if verdict.status == "errored":
        raised = verdict.evidence.get("exception", {}).get("type")
        frames = verdict.evidence.get("frames") or ()
        return raised == "NotImplementedError" and bool(
            frames and "NotImplementedError" in frames[-1]["code"]
        )
    empty = verdict.status == "failed" and verdict.evidence.get("got") == "None"
    return empty and str(verdict.evidence.get("what", "")).startswith("answers[")


def word(verdict: Verdict) -> str:
    """One or two words for the end of a check.

    >>> word(Verdict(check="a.b", question="a", title="", status="failed", earned=0.0, points=1.0,
    ...              visibility="public"))
    'wrong'
    """
    return TO_DO if is_to_do(verdict) else WORDS[verdict.status]
