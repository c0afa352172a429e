"""Whether a call left the caller's arrays alone. Knows no homework function by name.

What `forward` is given is data, or the output of the layer before, and is used again: writing into
it is a mistake. The gradient that an activation is given has served its purpose; turning it in place
into the gradient that is returned is a habit of published solutions and harms nobody, so it is told
and costs nothing.
"""

from __future__ import annotations

from grader.compare import assert_true
from grader.student import Student


def assert_unharmed(student: Student, *names: str, what: str) -> None:
    """Judges the latest call: none of its arguments holds other values than before.

    Args:
        student: the submission.
        names: of the arguments, in their order.
        what: the call, for the message.

    Raises:
        CheckFailed: it wrote into an argument.
    """
    changed = _changed(student, names)
    assert_true(
        not changed,
        what=what,
        expected=f"{' and '.join(names)} as before the call",
        got=f"other values in {' and '.join(changed)}",
        hint="What a function is given belongs to its caller: work on a copy.",
    )


def remark_harmed(student: Student, *names: str, what: str) -> None:
    """The same, where it is a matter of style."""
    changed = _changed(student, names)
    if changed:
        student.remark(
            f"{what} wrote into {' and '.join(changed)}. It does no harm here; as a rule, work on a copy."
        )


def _changed(student: Student, names: tuple[str, ...]) -> list[str]:
    return [name for place, name in enumerate(names) if place in student.changed]
