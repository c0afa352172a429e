"""Whether a call left the caller's arrays alone. Knows no homework function by name."""

from __future__ import annotations

from grader.compare import assert_true
from grader.student import Student


def assert_unharmed(student: Student, *names: str, what: str) -> None:
    """Judges the last call: its first arguments were not written into.

    Args:
        student: the submission; its last call is meant.
        names: of its first arguments, in their order; later ones are not judged.
        what: the call, for the message.

    Raises:
        CheckFailed: an argument holds other values than before.
    """
    changed = [name for place, name in enumerate(names) if place in student.changed]
    assert_true(
        not changed,
        what=what,
        expected=f"{' and '.join(names)} as before the call",
        got=f"other values in {' and '.join(changed)}",
        hint="What a function is given belongs to its caller: work on a copy.",
    )
