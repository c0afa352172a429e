"""Where the checks of a self-check come from: the handout around the work, or a homework's own folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from grader.selfcheck.run import SelfCheck


@contextmanager
def open_check(path: Path, assignment: str | None, seed: int | None) -> Iterator[SelfCheck]:
    """The checks for some work.

    Args:
        path: of the work.
        assignment: id or folder of a homework; None for the handout that the work lies in.
        seed: of the inputs, with `assignment`; the homework's own by default.

    Raises:
        UsageError: there is no handout, or no such homework.
    """
    if assignment is None:
        from grader.selfcheck.handout import find_handout

        check = SelfCheck(find_handout(path))
    else:
        from grader.handout.as_handout import HomeworkCheck

        check = HomeworkCheck(assignment, seed)
    with check:
        yield check
