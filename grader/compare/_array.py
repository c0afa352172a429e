"""Untrusted values as float64 arrays, or the end of the check: the gate before any arithmetic."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.compare._coerce import NotNumbers, Numbers, to_numbers
from grader.compare.evidence import matrices
from grader.compare.message import counted, fail, figure, index_text, shape_text


def array(
    value: Any,
    *,
    what: str,
    ndim: int | None = None,
    shape: tuple[int, ...] | None = None,
    finite: bool = True,
) -> np.ndarray:
    """An untrusted value as float64, ready for arithmetic.

    Args:
        value: Anything that came back from the student.
        what: What was called, for the message.
        ndim: Number of axes that must remain; axes of length 1 are dropped to reach it.
        shape: Shape that must result, up to axes of length 1.
        finite: Whether nan and inf are refused. Turn it off only where they may be right.

    Returns:
        A new, writable array of float64, of exactly `shape` where that is given.

    Raises:
        CheckFailed: It is no array of numbers, or not of that shape, or not finite.

    >>> array([[1], [2.5]], what="f(x)", ndim=1)
    array([1. , 2.5])
    """
    if shape is not None:
        wanted = f"an array of shape {shape_text(shape)}"
    else:
        wanted = "numbers" if ndim is None else f"an array of {ndim} axes"
    numbers = numbers_or_fail(value, what=what, expected=wanted)
    values = numbers.values
    if shape is not None:
        if squeezed(values.shape) != squeezed(shape):
            fail(what=what, expected=wanted, got=numbers.shown())
        values = values.reshape(shape)
    elif ndim is not None and values.ndim != ndim:
        values = values.squeeze()
        if values.ndim != ndim:
            fail(what=what, expected=wanted, got=numbers.shown())
    if finite:
        refuse_non_finite(
            values, what=what, expected=f"{wanted}, all finite", source=numbers.source
        )
    return np.array(values, dtype=np.float64)


def numbers_or_fail(value: Any, *, what: str, expected: str, hint: str = "") -> Numbers:
    """Coerces, or ends the check with what is wrong.

    Raises:
        CheckFailed: The value is not numbers.
    """
    try:
        return to_numbers(value)
    except NotNumbers as reason:
        fail(what=what, expected=expected, got=reason.got, hint=reason.hint or hint)


def refuse_non_finite(
    values: np.ndarray, *, what: str, expected: str, source: str, hint: str = ""
) -> None:
    """Ends the check when an entry is nan or inf.

    Raises:
        CheckFailed: Some entry is not finite.
    """
    finite = np.isfinite(values)
    if finite.all():
        return
    first = place_of(int(np.argmin(finite)), values.shape)
    fail(
        what=what,
        expected=expected,
        got=f"{source}, {not_finite_text(values)}",
        worst=f"{index_text(first)}: got {figure(float(values[first]))}" if first else "",
        hint=hint,
        evidence=matrices(None, values),
    )


def place_of(flat: int, shape: tuple[int, ...]) -> tuple[int, ...]:
    """The index of the entry number `flat` of an array in C order.

    >>> place_of(5, (2, 3)), place_of(0, ())
    ((1, 2), ())
    """
    return tuple(int(i) for i in np.unravel_index(flat, shape))


def squeezed(shape: tuple[int, ...]) -> tuple[int, ...]:
    """A shape without its axes of length 1.

    >>> squeezed((1, 3, 1))
    (3,)
    """
    return tuple(n for n in shape if n != 1)


def not_finite_text(values: np.ndarray) -> str:
    """Counts of entries that are not finite, nan and inf apart.

    >>> not_finite_text(np.array([1.0, np.nan, -np.inf]))
    '2 of 3 not finite (nan 1, inf 1)'
    """
    nan, inf = int(np.isnan(values).sum()), int(np.isinf(values).sum())
    if not nan + inf:
        return "all finite"
    return f"{counted(nan + inf, values.size)} not finite (nan {nan}, inf {inf})"
