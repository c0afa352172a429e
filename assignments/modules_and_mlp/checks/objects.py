"""Objects of the submission: made with whichever arguments their constructor takes.

Real solutions add arguments of their own (`input_layer`, `neg_slope`, `use_batch_norm`), so each
class is tried with a few sensible argument lists. Must not import a homework's other helpers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from grader.compare import assert_true, describe
from grader.errors import StudentFault
from grader.student import Remote, Student

_ABOUT_ARGUMENTS = re.compile(
    r"(missing \d+ required|takes (from )?\d+|takes no arguments|unexpected keyword) ?.*",
)


def construct(student: Student, names: Sequence[str], *argument_lists: tuple[Any, ...]) -> Remote:
    """An object of the first class that is defined, made with the first arguments it accepts.

    Args:
        names: as for `student.find`.
        argument_lists: tried in order; the next one only where Python itself refused the number of
            arguments of the last.

    Raises:
        StudentFault: the class is missing or its constructor fails; of several refused argument
            lists the first is told.
        CheckFailed: what came back is no object.
    """
    make = student.find(*names)
    first: StudentFault | None = None
    for arguments in argument_lists:
        try:
            made = make(*arguments)
        except StudentFault as fault:
            if not _refused_arguments(fault):
                raise
            first = first or fault
            continue
        return as_object(made, what=f"{names[-1]}({', '.join(map(repr, arguments))})")
    assert first is not None, "construct() needs at least one argument list"
    raise first


def as_object(value: Any, *, what: str) -> Remote:
    """`value` as an object that lives in the worker.

    Raises:
        CheckFailed: it is a plain value.
    """
    assert_true(
        isinstance(value, Remote),
        what=what,
        expected="an object with methods forward and backward",
        got=describe(value),
        hint="Is the name bound to a class, and does no function of the same name replace it?",
    )
    return value


def answered(call: Any, *arguments: Any) -> tuple[Any, StudentFault | None]:
    """What a call returned, or the fault it ended with, where either may be right."""
    try:
        return call(*arguments), None
    except StudentFault as fault:
        if fault.run.outcome != "raised":
            raise  # a time limit or a dead process is no matter of taste
        return None, fault


def _refused_arguments(fault: StudentFault) -> bool:
    raised = fault.run.fault
    return (
        fault.run.outcome == "raised"
        and raised is not None
        and raised.type == "TypeError"
        and _ABOUT_ARGUMENTS.search(raised.message) is not None
    )
