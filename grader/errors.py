"""The families of ends a check can have, told apart by whose fault they are.

They derive from `BaseException`, so that neither a check author's `except Exception` nor a
library's can swallow a verdict.
"""

from __future__ import annotations

from collections.abc import Callable

from grader.types import Mismatch, Run


class StudentFault(BaseException):
    """Their code did not answer: it raised, ran out of time or memory, died, or lacks the name."""

    def __init__(self, run: Run, message: str) -> None:
        super().__init__(message)
        self.run = run
        self.message = message


class CheckFailed(BaseException):
    """Their answer is wrong. Carries the mismatch as data, and what a page may draw of it."""

    def __init__(self, mismatch: Mismatch, evidence: dict | None = None) -> None:
        super().__init__(mismatch.text())
        self.mismatch = mismatch
        self.evidence = evidence or {}
        self.asked_further: Callable[[], CheckFailed] | None = None
        """Asks the student's code some more, for the same failure with more to say. It waits until the
        failure is what ends the check, so that whoever catches it goes on as if nothing had been asked."""


class LeftToPerson(BaseException):
    """Code cannot tell, and a person will: the verdict becomes `manual`, without a mark so far."""


class NotRecorded(BaseException):
    """The truth asked for is not in the handout: it depends on the student's own numbers, and those differ."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is not recorded for these numbers.")


class HarnessFault(BaseException):
    """Our fault: the verdict becomes `broken` and no mark is given."""


class UsageError(Exception):
    """The person asked for something that cannot be done; one sentence: what, where, what to do."""

    exit_code = 1


class Refused(UsageError):
    """Grading was refused for the safety of whoever runs it (no sandbox)."""

    exit_code = 3
