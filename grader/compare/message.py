"""How a judgement is written: numbers, shapes and strangers' values as short text, and the failure.

Everything a student controls passes through here on its way to a message, so nothing that comes
out is long, spans lines, or holds characters that a terminal would obey.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from itertools import islice
from typing import Any, NoReturn

import numpy as np

from grader.errors import CheckFailed
from grader.types import Mismatch

WIDTH = 68
"""Columns of one field: with its label in front a line has 80."""
_SENTENCE = 240
"""Columns of what an author wrote (`what` and `hint`): a page wraps it."""
_SHOWN_VALUES = 8
"""Entries of an array that may be written out inside a line."""


def fail(
    *,
    what: str,
    expected: str,
    got: str,
    worst: str = "",
    allowed: str = "",
    hint: str = "",
    evidence: Mapping[str, Any] | None = None,
    asked_further: Callable[[CheckFailed], CheckFailed] | None = None,
) -> NoReturn:
    """Ends the check as a wrong answer.

    Args:
        asked_further: From this failure to one that says more, for which it asks the student's code;
            see `CheckFailed.asked_further`.

    Raises:
        CheckFailed: Always; its message has at most six lines of about 80 columns, eight once it
            has been asked further.
    """
    mismatch = Mismatch(
        what=clip(what, _SENTENCE),
        expected=clip(expected),
        got=clip(got),
        worst=clip(worst),
        allowed=clip(allowed),
        hint=clip(hint, _SENTENCE),
    )
    failed = CheckFailed(mismatch, dict(evidence or {}))
    if asked_further is not None:
        failed.asked_further = partial(asked_further, failed)
    raise failed


def clip(text: str, width: int = WIDTH) -> str:
    r"""One harmless line of at most `width` characters.

    >>> clip("two\nlines\x1b[31m")
    'two lines?[31m'
    """
    start = text[: 4 * width]
    line = " ".join(start.split())
    line = "".join(c if c.isprintable() else "?" for c in line)
    if len(line) <= width and len(start) == len(text):
        return line
    return line[: width - 3].rstrip() + "..."


def figure(value: float, digits: int = 6) -> str:
    """A number with six significant digits; `nan`, `inf` and `-inf` by these names.

    >>> figure(0.09003057317), figure(-0.0), figure(float("-inf"))
    ('0.0900306', '0', '-inf')
    """
    return f"{value + 0.0:.{digits}g}"


def pair(expected: float, got: float) -> tuple[str, str]:
    """Two different numbers with as many digits as it takes to see that they differ.

    >>> pair(557057.0, 557057.25)
    ('557057', '557057.2')
    """
    for digits in range(6, 18):
        texts = figure(expected, digits), figure(got, digits)
        if texts[0] != texts[1] or expected == got:
            break
    return texts


def whole(value: int) -> str:
    """An integer in digits, or how long it is: Python refuses to write very long ones.

    >>> whole(557057), whole(10**5000)
    ('557057', 'an integer of about 5001 digits')
    """
    if value.bit_length() <= 128:
        return str(value)
    return f"an integer of about {int(value.bit_length() * math.log10(2)) + 1} digits"


def quoted(text: str, width: int = 32) -> str:
    r"""A string of the student's as Python would write it, cut.

    >>> quoted("\u202e0.62")
    "'\\u202e0.62'"
    """
    if len(text) <= width:
        return clip(repr(text))
    return clip(repr(text[:width]), WIDTH - 30) + f"... ({len(text)} characters)"


def shape_text(shape: tuple[int, ...]) -> str:
    """A shape as numpy writes it, or its number of axes when there are many.

    >>> shape_text((2, 3)), shape_text((1,) * 16)
    ('(2, 3)', '(1, 1, 1, 1, ... 16 axes)')
    """
    if len(shape) <= 6:
        return str(tuple(int(n) for n in shape))
    return "(" + ", ".join(str(int(n)) for n in shape[:4]) + f", ... {len(shape)} axes)"


def counted(number: int, of: int) -> str:
    """`3 of 6`, never only a percentage."""
    return f"{number} of {of}"


def differ(number: int, of: int) -> str:
    """How many entries are wrong.

    >>> differ(1, 6), differ(3, 6)
    ('1 of 6 differs', '3 of 6 differ')
    """
    return f"{counted(number, of)} {'differs' if number == 1 else 'differ'}"


def values_text(values: np.ndarray) -> str:
    """A few numbers written out, or an empty text when they are too many for a line.

    >>> values_text(np.array([[1.0, 2.5]]))
    '[[1, 2.5]]'
    """
    if values.size > _SHOWN_VALUES or values.ndim > 2:
        return ""
    if values.ndim == 0:
        return figure(float(values))
    rows = [values_text(v) for v in values]
    return "[" + ", ".join(rows) + "]"


def index_text(index: tuple[int, ...]) -> str:
    """A place in an array as one would index it, counted from 0.

    >>> index_text((0, 2))
    '[0, 2]'
    """
    if len(index) > 8:
        return "[" + ", ".join(str(int(i)) for i in index[:6]) + ", ...]"
    return "[" + ", ".join(str(int(i)) for i in index) + "]"


def describe(value: Any) -> str:
    """What an untrusted value is, in a phrase; never raises and never asks the value itself.

    >>> describe("0.62"), describe(None), describe([1, 2]), describe(np.zeros((2, 3), "float32"))
    ("the string '0.62'", 'None', 'a list of 2 values', '(2, 3) float32')
    """
    if value is None:
        return "None"
    if isinstance(value, bool | np.bool_):
        return f"{bool(value)}, a boolean"
    if isinstance(value, np.ndarray):
        return f"{shape_text(value.shape)} {dtype_text(value.dtype)}"
    if isinstance(value, int | np.integer) and not isinstance(value, np.timedelta64):
        return whole(int(value))
    if isinstance(value, float | np.floating):
        return figure(float(value))
    if isinstance(value, complex | np.complexfloating):
        return f"the complex number {complex(value):.6g}"
    if isinstance(value, str):
        return f"the string {quoted(str(value))}"
    if isinstance(value, bytes | bytearray | memoryview):
        return f"{len(value)} bytes"
    if isinstance(value, list | tuple):
        return f"a {kind_name(value)} of {len(value)} {'value' if len(value) == 1 else 'values'}"
    if isinstance(value, dict):
        return f"a dict with {keys_text(value)}"
    return f"an object ({kind_name(value)}), not data"


def keys_text(value: Mapping[Any, Any]) -> str:
    """The first keys of a student's dict.

    >>> keys_text({"loss": 1, 0.1: 2})
    "the keys 'loss', 0.1"
    """
    if not value:
        return "no keys"
    shown = [
        quoted(key, 16) if isinstance(key, str) else clip(describe(key), 20)
        for key in islice(value, 5)
    ]
    more = f", ... ({len(value)} in all)" if len(value) > 5 else ""
    return f"the key{'s' if len(value) > 1 else ''} {', '.join(shown)}{more}"


def dtype_text(dtype: np.dtype) -> str:
    """A dtype's name; structured ones would be as long as the student likes."""
    return "structured" if dtype.kind == "V" else clip(dtype.name, 24)


def kind_name(value: Any) -> str:
    """The class of a value. An object that stays with the student's process says it by `type_name`.

    Looks at the class only, so that nothing of the student's is called.
    """
    cls = type(value)
    if "type_name" in getattr(cls, "__slots__", ()):
        return clip(str(value.type_name) or "unknown type", 40)
    return clip(cls.__name__, 40)
