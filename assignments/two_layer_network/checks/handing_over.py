"""Calls with arrays, and with torch tensors where the submission takes nothing else.

The homework is about PyTorch as well as about formulas, so that some write every function for
tensors. What is judged is the result; so the arguments are handed over once more as tensors.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from grader.errors import StudentFault
from grader.student import Student, Tensor


def call_as_they_like(
    student: Student, call: Callable[..., Any], args: Sequence[Any], *, name: str
) -> Any:
    """Calls with arrays; with tensors if an error says that tensors were wanted.

    Args:
        student: the submission, which gets a remark then.
        call: of the submission.
        args: arrays and numbers.
        name: of what is called, for the remark.

    Raises:
        StudentFault: of the call with arrays, when that with tensors fails too.
    """
    try:
        return call(*args)
    except StudentFault as fault:
        if not _wants_tensors(fault):
            raise
        first = fault
    try:
        value = call(*(Tensor(a) if isinstance(a, np.ndarray) else a for a in args))
    except StudentFault:
        raise first from None
    student.remark(f"{name} takes torch tensors only. That is accepted; arrays were announced.")
    return value


def _wants_tensors(fault: StudentFault) -> bool:
    """Whether the student's code stumbled over an array where it expected a tensor."""
    raised = fault.run.fault
    return (
        raised is not None
        and raised.type in ("TypeError", "AttributeError")
        and ("ensor" in raised.message or "ndarray" in raised.message)
    )
