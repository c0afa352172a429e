"""What a handout brought along and nobody wrote: its checks and the student's part of the program.

Students hand in the whole folder; the check files in it must not pass for their work.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar

_MARK = re.compile(r"^(.*/)?checks/handout\.json$")
_WHEEL = re.compile(r"^(.*/)?deep_grader-[^/]*\.whl$")

Any_ = TypeVar("Any_")


def without_handout(files: Mapping[str, Any_]) -> dict[str, Any_]:
    """The files but those of a handout's `checks/` and its wheel.

    >>> sorted(without_handout({"a/checks/handout.json": 1, "a/checks/test_x.py": 2, "a/x.py": 3}))
    ['a/x.py']
    """
    folders = tuple(path.removesuffix("handout.json") for path in files if _MARK.match(path))
    return {
        path: kept
        for path, kept in files.items()
        if not (folders and path.startswith(folders)) and not _WHEEL.match(path)
    }
