"""The judging of values: coerce what came back, compare it, and end the check with a clear message.

Knows nothing of students, workers or homework: it sees plain values and callables. Everything that
arrives is untrusted, and ends in `CheckFailed` or passes; an author's own mistake (an expected
value that is nan, no points to compare at) ends in `HarnessFault`. `docs/checks.md` shows every
helper with an example.
"""

from grader.compare._affine import Interval
from grader.compare._array import array, squeezed
from grader.compare._close import assert_close
from grader.compare._functions import assert_same_function
from grader.compare._numbers import (
    assert_count,
    assert_number,
    assert_one_of,
    assert_true,
    number,
)
from grader.compare._own_slope import OwnSlope
from grader.compare._rounding import rounding_interval
from grader.compare._series import assert_series, series
from grader.compare._states import (
    assert_finite,
    assert_probabilities,
    assert_shape,
    assert_unchanged,
)
from grader.compare._structure import results
from grader.compare.message import describe, fail

__all__ = [
    "Interval",
    "OwnSlope",
    "array",
    "assert_close",
    "assert_count",
    "assert_finite",
    "assert_number",
    "assert_one_of",
    "assert_probabilities",
    "assert_same_function",
    "assert_series",
    "assert_shape",
    "assert_true",
    "assert_unchanged",
    "describe",
    "fail",
    "number",
    "results",
    "rounding_interval",
    "series",
    "squeezed",
]
