"""Curves: a list of finite numbers that starts where it should and falls."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.compare._array import not_finite_text, numbers_or_fail
from grader.compare.evidence import cell, curves
from grader.compare.message import fail, figure, shape_text

_ENDS = 10
"""A curve's start and end are the means over a tenth of it."""


def series(value: Any, *, what: str) -> np.ndarray:
    """An untrusted value as one curve; entries may be nan or inf.

    Args:
        value: A list of numbers, or an array with one axis longer than 1.
        what: Names the curve.

    Returns:
        float64, shape (n,); n may be 0.

    Raises:
        CheckFailed: It is not numbers, or has several axes.

    >>> series([[2.3], [2.1]], what="the loss of every batch")
    array([2.3, 2.1])
    """
    expected = "a list with one number per step"
    numbers = numbers_or_fail(value, what=what, expected=expected)
    values = numbers.values.squeeze()
    if values.ndim > 1:
        fail(what=what, expected=expected, got=f"an array of shape {shape_text(numbers.shape)}")
    return values.reshape(-1)


def assert_series(
    got: Any,
    *,
    what: str,
    name: str = "loss",
    length: int | tuple[int, int] | None = None,
    start: tuple[float, float] | None = None,
    falling: float | None = None,
    finite: bool = True,
    hint: str = "",
) -> tuple[str, ...]:
    """Judges a curve by its length, its start and by how far it falls, never by single values.

    The loss of one batch is too noisy for "the last is below the first": start and end are means
    over the first and the last tenth of the curve (at least one value). With `k` values in each
    tenth and independent noise of standard deviation s around the true loss, the false-fail rate
    of `falling` is that of a normal variable with deviation s * sqrt((1 + falling^2) / k) crossing
    the true margin: choose `length` and `falling` so that the margin is five of these deviations.

    Args:
        got: Anything that came back from the student.
        what: What was called.
        name: Names the curve in the evidence; a page titles the chart with it.
        length: Number of values it must have, or least and greatest number. Without it, one or more.
        start: Least and greatest value of its start: around ln K for a loss over K classes.
        falling: The end must be at most this factor times the start (for positive curves).
        finite: Whether nan and inf are refused. A run at a rate that is too high may give them.
        hint: What to look at.

    Raises:
        CheckFailed: It is no curve, or not such a curve; evidence `curves` holds it.

    >>> assert_series([2.3, 1.9, 1.5, 1.2], what="train(...)", length=4, falling=0.8)
    ()
    """
    values = series(got, what=what)
    drawn = curves({name: values})
    shortest, longest = _lengths(length)
    if not shortest <= values.size <= longest:
        count = f"{shortest}" if shortest == longest else f"{shortest} to {longest}"
        count = f"at least {shortest}" if longest == np.inf else count
        one = "value" if values.size == 1 else "values"
        fail(
            what=what,
            expected=f"{count} values of {name}",
            got=f"{values.size} {one}",
            hint=hint,
            evidence=drawn,
        )
    if finite and not np.isfinite(values).all():
        place = int(np.argmin(np.isfinite(values)))
        fail(
            what=what,
            expected=f"{values.size} finite values of {name}",
            got=not_finite_text(values),
            worst=f"step {place + 1}: got {figure(float(values[place]))}",
            hint=hint,
            evidence=drawn,
        )
    with np.errstate(all="ignore"):
        first, last = ends(values)
    if start is not None and not start[0] <= first <= start[1]:
        fail(
            what=what,
            expected=f"{name} that starts between {figure(start[0], 3)} and {figure(start[1], 3)}",
            got=f"{name} that starts at {figure(first, 3)}",
            hint=hint,
            evidence={**drawn, **_band(name, start, None)},
        )
    if falling is not None and not last <= falling * first:
        fail(
            what=what,
            expected=f"{name} that falls to {figure(falling, 3)} of its start or less",
            got=f"{name} from {figure(first, 3)} to {figure(last, 3)}",
            allowed="means over the first and the last tenth of the curve",
            hint=hint,
            evidence={**drawn, **_band(name, start, falling * first)},
        )
    return ()


def _band(
    name: str, start: tuple[float, float] | None, highest_end: float | None
) -> dict[str, Any]:
    """Evidence of a page: where the first and the last tenth of the curve may be."""
    unsaid: list[float | None] = [None] * (_ENDS - 3 if start else _ENDS - 1)
    edges: dict[str, list[float | str | None]] = {"low": [], "high": []}
    if start is not None:
        edges = {"low": [cell(start[0])] * 2, "high": [cell(start[1])] * 2}
    if highest_end is not None:
        edges["low"] += [*unsaid, 0.0, 0.0]
        edges["high"] += [*unsaid, cell(highest_end), cell(highest_end)]
    else:
        edges = {side: [*edge, *unsaid, None, None] for side, edge in edges.items()}
    return {"band": {name: edges}}


def ends(values: np.ndarray) -> tuple[float, float]:
    """Means over the first and the last tenth of a curve.

    >>> ends(np.array([4.0, 3.0, 2.0]))
    (4.0, 2.0)
    """
    part = max(1, values.size // _ENDS)
    return float(values[:part].mean()), float(values[-part:].mean())


def _lengths(length: int | tuple[int, int] | None) -> tuple[int, float]:
    if length is None:
        return 1, np.inf
    return (length, length) if isinstance(length, int) else length
