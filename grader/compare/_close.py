"""The comparison of arrays: layout, then non-finite entries, then values, in this order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np

from grader.compare._array import not_finite_text, numbers_or_fail, place_of, squeezed
from grader.compare._coerce import Numbers, trusted
from grader.compare._own_slope import OwnSlope
from grader.compare.evidence import matrices
from grader.compare.judged import note
from grader.compare.message import (
    WIDTH,
    differ,
    fail,
    figure,
    index_text,
    pair,
    shape_text,
    values_text,
)
from grader.errors import CheckFailed

_SLACK = 8 * np.finfo(np.float64).eps
"""A difference of exactly the tolerance passes, also when its last bits say otherwise."""


def assert_close(
    got: Any,
    expected: Any,
    *,
    what: str,
    rtol: float = 1e-3,
    floor: float = 1e-3,
    atol: float | None = None,
    hint: str = "",
    transposed: bool = False,
    raveled: bool = False,
    slope: OwnSlope | None = None,
) -> tuple[str, ...]:
    """Judges an array: every entry within `rtol * max(max|expected|, floor)` of the expected one.

    The bound is one number for the whole array, because a purely relative one fails right float32
    answers wherever the truth is 0. Shapes are compared without their axes of length 1.

    Args:
        got: Anything that came back from the student.
        expected: The truth, any shape. Infinities in it must come back in their places.
        what: What was called, on which shapes.
        rtol: Tolerance relative to the largest expected entry.
        floor: Smallest size that `rtol` refers to.
        atol: An absolute bound that replaces the relative one.
        hint: What to look at, shown when the values are wrong.
        transposed: Also accept the transpose of a matrix.
        raveled: Also accept another shape of the same size, compared in order.
        slope: For a gradient: the student's own function, in the layout of `expected`. It is measured
            at the worst entry once the check has failed over it; see `grader.own_slope`.

    Returns:
        Remarks on an unusual layout that was accepted.

    Raises:
        CheckFailed: It is wrong.
        HarnessFault: The expected value is not numbers, or nan.

    >>> assert_close([[1.0], [2.0]], np.array([1.0, 2.0]), what="f(x)")
    ('f(x): the values are right; shape (2, 1) came back where (2,) was asked for',)
    """
    truth = trusted(expected, what=what)
    wanted = expected_text(truth)
    numbers = numbers_or_fail(got, what=what, expected=wanted, hint=hint)
    layouts = _layouts(numbers.values, truth, transposed=transposed, raveled=raveled)
    bound, reason = tolerance(truth, rtol=rtol, floor=floor, atol=atol)
    if not layouts:
        note(what, "shape", numbers.values, truth, bound)
        _wrong_shape(numbers, truth, what=what, hint=hint)
    differences = [_difference(values, truth, bound) for values, _ in layouts]
    for difference, (values, remark) in zip(differences, layouts, strict=True):
        if not difference.count:
            note(what, "values", values, truth, bound)
            told = (*numbers.remarks, remark) if remark else numbers.remarks
            return tuple(f"{what}: {text}" for text in told)
    values, difference = layouts[0][0], differences[0]
    note(what, "values", values, truth, bound)
    further = None
    if slope is not None and not difference.not_finite:
        worst = difference.worst
        shown = (float(truth[worst]), float(values[worst]))
        further = slope.at(worst, expected=shown[0], got=shown[1], bound=bound)
    _wrong_values(
        difference, values, truth, numbers, what=what, reason=reason, hint=hint, further=further
    )


def tolerance(
    truth: np.ndarray, *, rtol: float, floor: float, atol: float | None
) -> tuple[float, str]:
    """The bound on every entry's error, and how a message states it."""
    if atol is not None:
        return atol, f"an error of at most {figure(atol)}"
    finite = np.abs(truth[np.isfinite(truth)])
    largest = float(finite.max()) if finite.size else 0.0
    scale, name = (largest, "the largest") if largest >= floor else (floor, "the floor")
    bound = rtol * scale
    source = f"{figure(rtol)} of {name} {figure(scale, 3)}"
    return bound, f"an error of at most {figure(bound, 3)} ({source})"


def expected_text(truth: np.ndarray) -> str:
    """The expected array as a message names it: the number, the few numbers, or the shape."""
    if truth.ndim == 0:
        return figure(float(truth))
    short = values_text(truth)
    shape = shape_text(truth.shape)
    return f"{shape} {short}" if short and len(short) + len(shape) < WIDTH else f"{shape} float64"


def _layouts(
    got: np.ndarray, truth: np.ndarray, *, transposed: bool, raveled: bool
) -> list[tuple[np.ndarray, str]]:
    """The accepted readings of `got` in the shape of `truth`, each with its remark."""
    found: list[tuple[np.ndarray, str]] = []
    unusual = (
        f"shape {shape_text(got.shape)} came back where {shape_text(truth.shape)} was asked for"
    )
    remark = "" if got.shape == truth.shape else f"the values are right; {unusual}"
    flat, core = got.squeeze(), truth.squeeze()
    if flat.shape == core.shape:
        found.append((flat.reshape(truth.shape), remark))
    if transposed and flat.ndim == 2 and flat.T.shape == core.shape:
        found.append((flat.T.reshape(truth.shape), "the transpose came back; it is accepted here"))
    if raveled and not found and got.size == truth.size:
        found.append((got.reshape(truth.shape), remark))
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Difference:
    error: np.ndarray
    """Distance of every entry; nan where `got` is nan, 0 where both are the same infinity."""
    count: int
    """Entries beyond the tolerance, the non-finite ones included."""
    count_finite: int
    """Those of them that are finite on both sides."""
    worst: tuple[int, ...]
    not_finite: bool
    """Whether an entry is not finite although the truth is, or the other way round."""


def _difference(got: np.ndarray, truth: np.ndarray, bound: float) -> _Difference:
    with np.errstate(all="ignore"):
        error = np.asarray(np.where(got == truth, 0.0, np.abs(got - truth)))
        wrong = ~(error <= bound + _SLACK * np.abs(np.where(np.isfinite(truth), truth, 0.0)))
    strange = wrong & ~(np.isfinite(got) & np.isfinite(truth))
    count, odd = int(wrong.sum()), int(strange.sum())
    if odd:
        place = int(np.argmax(strange))
    elif error.size:
        place = int(np.argmax(np.where(wrong, error, -1.0)))
    else:
        place = 0
    worst = place_of(place, error.shape) if error.size else ()
    return _Difference(error, count, count - odd, worst, odd > 0)


def _wrong_values(
    difference: _Difference,
    got: np.ndarray,
    truth: np.ndarray,
    numbers: Numbers,
    *,
    what: str,
    reason: str,
    hint: str,
    further: Callable[[CheckFailed], CheckFailed] | None,
) -> NoReturn:
    shown = pair(float(truth[difference.worst]), float(got[difference.worst]))
    error = figure(float(difference.error[difference.worst]), 3)
    if truth.size == 1:
        fail(
            what=what,
            expected=shown[0],
            got=shown[1],
            allowed=reason,
            hint=hint,
            asked_further=further,
        )
    expected = expected_text(truth)
    if difference.not_finite:
        expected += ", all finite" if np.isfinite(truth).all() else ""
        state = not_finite_text(got)
        left = difference.count_finite
        rest = "the finite ones agree" if not left else f"of the finite ones {left} differ"
        reason = f"{reason}; {rest}" if len(reason) + len(rest) + 2 <= WIDTH else rest
    else:
        state = differ(difference.count, truth.size)
    worst = f"{index_text(difference.worst)}: expected {shown[0]}, got {shown[1]}"
    fail(
        what=what,
        expected=expected,
        got=numbers.shown(f", {state}"),
        worst=worst if difference.not_finite else f"{worst} (error {error})",
        allowed=reason,
        hint=hint,
        evidence=matrices(truth, got, difference.error),
        asked_further=further,
    )


def _wrong_shape(numbers: Numbers, truth: np.ndarray, *, what: str, hint: str) -> NoReturn:
    end = ""
    if truth.ndim > 1 and squeezed(numbers.shape) == squeezed(truth.shape[::-1]):
        end = ": the axes are in reversed order"
    elif numbers.values.size == truth.size:
        end = ": as many entries, arranged differently"
    fail(
        what=what,
        expected=expected_text(truth),
        got=numbers.shown(end),
        hint=hint,
        evidence=matrices(truth, numbers.values),
    )
