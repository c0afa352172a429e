"""Comparisons that only find out how a submission does something; the answer is judged elsewhere.

They are kept from whoever measures the tolerances of a check. Knows nothing of students.
"""

from __future__ import annotations

from typing import Any

from grader.compare import assert_close
from grader.compare.judged import watching
from grader.errors import CheckFailed


def agrees(got: Any, expected: Any, *, raveled: bool = False) -> bool:
    """Whether `assert_close` would accept the value."""
    with watching():
        try:
            assert_close(got, expected, what="", raveled=raveled)
        except CheckFailed:
            return False
    return True
