"""Untrusted values into float64 arrays, or the sentence that says why they are no numbers.

The only place that decides what counts as numbers: arrays of any real dtype, Python and numpy
numbers, booleans, and lists and tuples of these of any depth up to 32. Strings never do, however
much they look like numbers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.compare.message import (
    WIDTH,
    counted,
    describe,
    dtype_text,
    index_text,
    kind_name,
    shape_text,
    values_text,
)
from grader.errors import HarnessFault

DEEPEST = 32
"""Levels of nested lists that are still read as axes of an array."""

NUMBER_AS_TEXT = "Return the number itself, not a string that shows it."
NOTHING_RETURNED = "None came back: does the function end with a return on every path?"

_NUMBER_LIKE = re.compile(r"\s*[-+]?(\d+[.,]?\d*|[.,]\d+)([eE][-+]?\d+)?(\s*/\s*\d+)?\s*")
_REAL = (bool, int, float, np.bool_, np.integer, np.floating)
_COMPLEX = (complex, np.complexfloating)


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """What an untrusted value holds, as float64. May be a read-only view of the value."""

    values: np.ndarray
    source: str
    """What it came as, for messages: `(2, 3) float32`, `(2, 3) list`, `a number`."""
    remarks: tuple[str, ...] = ()

    def shown(self, end: str = "") -> str:
        """What it came as, with its values where they fit into a line before `end`."""
        values = values_text(self.values) if self.values.ndim else ""
        text = f"{self.source} {values}{end}"
        return text if values and len(text) <= WIDTH else f"{self.source}{end}"

    @property
    def shape(self) -> tuple[int, ...]:
        return self.values.shape


class NotNumbers(Exception):
    """The value holds something that is no number: `got` says what and where, `hint` what to do."""

    def __init__(self, problem: str, hint: str = "", place: tuple[int, ...] = ()) -> None:
        super().__init__(problem)
        self.problem = problem
        self.hint = hint
        self.place = place

    @property
    def got(self) -> str:
        """The problem with its place, when it lies inside a list."""
        return f"{self.problem} at {index_text(self.place)}" if self.place else self.problem

    def inside(self, place: int) -> NotNumbers:
        """The same problem, seen from the list around it."""
        return NotNumbers(self.problem, self.hint, (place, *self.place))


def to_numbers(value: Any) -> Numbers:
    """Reads any value as an array of float64.

    Args:
        value: Anything at all; it is never called and its attributes are never looked up, unless
            it is an array.

    Raises:
        NotNumbers: It holds anything but real numbers, or rows of different lengths.
    """
    with np.errstate(all="ignore"):
        if isinstance(value, list | tuple):
            values = _from_sequence(value, 1)
            source = f"{shape_text(values.shape)} {kind_name(value)}"
        else:
            values = _from_one(value)
            is_array = isinstance(value, np.ndarray) and value.ndim > 0
            source = describe(value) if is_array else "a number"
        if values.dtype.kind == "c":
            return Numbers(
                _real_part(values), source, ("complex numbers with zero imaginary part came back",)
            )
        return Numbers(values.astype(np.float64, copy=False), source)


def trusted(expected: Any, *, what: str) -> np.ndarray:
    """The expected value of a check as float64.

    Raises:
        HarnessFault: It is not numbers or holds nan: the check or the reference is wrong, and
            nobody may be judged by it.
    """
    try:
        values = to_numbers(expected).values
    except NotNumbers as reason:
        raise HarnessFault(f"{what}: the expected value of this check is {reason.got}") from None
    if np.isnan(values).any():
        raise HarnessFault(f"{what}: the expected value of this check holds nan")
    return values


def _from_one(value: Any) -> np.ndarray:
    """A leaf: a number or an array. The result is real or complex."""
    if isinstance(value, np.ndarray):
        return _from_array(np.asarray(value))
    if isinstance(value, np.timedelta64):
        raise NotNumbers("a time difference")
    if isinstance(value, _REAL):
        return _fast([value], np.float64).reshape(())
    if isinstance(value, _COMPLEX):
        return np.asarray(complex(value))
    raise NotNumbers(describe(value), _advice(value))


def _from_array(value: np.ndarray) -> np.ndarray:
    if value.dtype.kind in "biuf":
        return value.astype(np.float64, copy=False)
    if value.dtype.kind == "c":
        return value.astype(np.complex128, copy=False)
    if value.dtype.kind == "O":
        if value.ndim == 0:
            return _from_one(value.item())
        return _from_sequence(value.tolist(), 1)
    text = value.dtype.kind in "US"
    hint = NUMBER_AS_TEXT if text else ""
    kind = "strings" if text else f"{dtype_text(value.dtype)} entries"
    raise NotNumbers(f"an array of {kind}, shape {shape_text(value.shape)}", hint)


def _from_sequence(value: Sequence[Any], depth: int) -> np.ndarray:
    """A list or tuple. Rows of plain numbers are read at once; everything else item by item."""
    if depth > DEEPEST:
        raise NotNumbers(f"lists nested more than {DEEPEST} levels deep")
    kinds = set(map(type, value))
    if all(issubclass(k, _REAL) and not issubclass(k, np.timedelta64) for k in kinds):
        return _fast(value, np.float64)
    if all(issubclass(k, _REAL + _COMPLEX) and not issubclass(k, np.timedelta64) for k in kinds):
        return _fast(value, np.complex128)
    items = [_item(value, place, depth) for place in range(len(value))]
    first = items[0].shape
    for place, item in enumerate(items):
        if item.shape != first:
            raise NotNumbers(
                f"a {kind_name(value)} of unequal parts: [0] has shape {shape_text(first)}, "
                f"[{place}] {shape_text(item.shape)}"
            )
    return np.stack(items)


def _item(value: Sequence[Any], place: int, depth: int) -> np.ndarray:
    item = value[place]
    try:
        if isinstance(item, list | tuple):
            return _from_sequence(item, depth + 1)
        return _from_one(item)
    except NotNumbers as reason:
        raise reason.inside(place) from None


def _fast(value: Sequence[Any], dtype: type) -> np.ndarray:
    try:
        return np.array(value, dtype=dtype)
    except OverflowError:  # an int beyond the largest float64
        huge = next(v for v in value if isinstance(v, int) and v.bit_length() > 1023)
        raise NotNumbers(f"{describe(huge)}, beyond the largest float64") from None


def _real_part(values: np.ndarray) -> np.ndarray:
    nonzero = int(np.count_nonzero(~(values.imag == 0)))
    if nonzero:
        raise NotNumbers(f"complex numbers, {counted(nonzero, values.size)} with an imaginary part")
    return np.ascontiguousarray(values.real)


def _advice(value: Any) -> str:
    if value is None:
        return NOTHING_RETURNED
    if isinstance(value, str) and looks_like_number(value):
        return NUMBER_AS_TEXT
    return ""


def looks_like_number(text: str) -> bool:
    """Whether a string shows a number, so that the message can say what to change.

    >>> looks_like_number(" -0,07"), looks_like_number("1/3"), looks_like_number("seven")
    (True, True, False)
    """
    return len(text) <= 64 and _NUMBER_LIKE.fullmatch(text) is not None
