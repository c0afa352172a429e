"""Errors carried forward: being right given one's own earlier answer earns the later points.

One early mistake costs its own points only. What is right given the earlier answer is worked out
by the check, in the grader's process; no reference goes to the student's code for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from grader.compare.judged import pass_on, watching
from grader.errors import CheckFailed, NotRecorded, StudentFault
from grader.student import Student

Judge = Callable[[], Iterable[str] | None]


def right_or_carried(
    student: Student, truth: Judge, given_earlier: Judge, *, earlier: str, how: str = ""
) -> None:
    """Passes when the answer is right, or right given the student's own earlier answer.

    Args:
        student: the submission, which gets the remarks.
        truth: judges against the truth; raises CheckFailed when the answer is wrong.
        given_earlier: judges against what follows from the earlier answer. It fetches that answer, and
            raises CheckFailed or StudentFault when there is none, or one that makes the rest trivial.
        earlier: id of the item (or title) that the answer builds on.
        how: what was done with it, for the remark: "counted with your layer sizes".

    Raises:
        CheckFailed: It is wrong both ways; the message is that of the comparison with the truth.
    """
    failed: CheckFailed | None = None
    with watching() as compared:
        try:
            student.remark(truth() or ())
        except CheckFailed as wrong:
            failed = wrong
    if failed is None:
        pass_on(compared)
        return
    try:
        remarks = tuple(given_earlier() or ())
    except NotRecorded:
        student.remark(
            f"When this is graded, it also counts if it follows from your own answer to {earlier}; "
            "that cannot be told here."
        )
        pass_on(compared)
        raise failed from None
    except (CheckFailed, StudentFault):
        pass_on(compared)
        raise failed from None
    student.remark(remarks)
    student.carry(earlier, how)
