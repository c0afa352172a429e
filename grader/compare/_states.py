"""Properties of arrays that need no expected values: shape, finite, unchanged, probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from grader.compare._array import array, numbers_or_fail, place_of, refuse_non_finite, squeezed
from grader.compare._coerce import NotNumbers, to_numbers
from grader.compare.evidence import matrices
from grader.compare.message import counted, describe, fail, figure, index_text, pair, shape_text
from grader.errors import HarnessFault


def assert_shape(
    got: Any, shape: Sequence[int], *, what: str, squeeze: bool = False, hint: str = ""
) -> tuple[str, ...]:
    """Judges the shape alone, axes of length 1 included unless `squeeze`.

    Raises:
        CheckFailed: It is no array of numbers, or of another shape.

    >>> assert_shape(np.zeros((1, 3)), (1, 3), what="forward of a batch of one")
    ()
    """
    wanted = tuple(int(n) for n in shape)
    expected = f"shape {shape_text(wanted)}"
    numbers = numbers_or_fail(got, what=what, expected=expected, hint=hint)
    if numbers.shape == wanted:
        return ()
    if squeeze and squeezed(numbers.shape) == squeezed(wanted):
        return (f"{what}: shape {shape_text(numbers.shape)} instead of {shape_text(wanted)}",)
    fail(what=what, expected=expected, got=numbers.source, hint=hint)


def assert_finite(got: Any, *, what: str, hint: str = "") -> tuple[str, ...]:
    """Judges that every entry is a finite number: for extreme inputs without a simple truth.

    Raises:
        CheckFailed: It is no array of numbers, empty, or holds nan or inf.

    >>> assert_finite([0.0, 1e300], what="softmax(z)")
    ()
    """
    expected = "numbers, all finite"
    numbers = numbers_or_fail(got, what=what, expected=expected, hint=hint)
    if not numbers.values.size:
        fail(what=what, expected=expected, got=f"{numbers.source}, empty", hint=hint)
    refuse_non_finite(
        numbers.values, what=what, expected=expected, source=numbers.source, hint=hint
    )
    return tuple(f"{what}: {remark}" for remark in numbers.remarks)


def assert_probabilities(
    got: Any,
    *,
    what: str,
    shape: tuple[int, ...] | None = None,
    axis: int = -1,
    atol: float = 1e-3,
    hint: str = "",
) -> tuple[str, ...]:
    """Judges that every entry lies in [0, 1] and that sums along `axis` are 1.

    Args:
        got: Anything that came back from the student.
        what: What was called, on which shapes.
        shape: Shape it must have up to axes of length 1, or None for any.
        axis: The axis of the classes, counted in `shape`.
        atol: Room for rounding: float16 is off by up to 5e-4.
        hint: What to look at.

    Raises:
        CheckFailed: It is not numbers, not finite, out of range, or a sum is off.

    >>> assert_probabilities([[0.2, 0.8]], what="softmax(z)")
    ()
    """
    values = array(got, what=what, shape=shape)
    if not -values.ndim <= axis < values.ndim or not values.size:
        fail(what=what, expected="rows of probabilities", got=describe(got), hint=hint)
    outside = (values < -atol) | (values > 1 + atol)
    if outside.any():
        place = place_of(int(np.argmax(outside)), values.shape)
        fail(
            what=what,
            expected="every probability from 0 to 1",
            got=f"{counted(int(outside.sum()), values.size)} outside",
            worst=f"{index_text(place)}: got {figure(float(values[place]))}",
            hint=hint,
            evidence=matrices(None, values),
        )
    off = np.abs(values.sum(axis=axis) - 1.0)
    if (off > atol).any():
        place = place_of(int(np.argmax(off)), off.shape)
        total = float(values.sum(axis=axis)[place])
        fail(
            what=what,
            expected=f"sums of 1 along axis {axis}",
            got=f"{counted(int((off > atol).sum()), off.size)} sums are not 1",
            worst=f"sum {index_text(place)}: got {figure(total)}",
            allowed=f"an error of at most {figure(atol)}",
            hint=hint,
            evidence=matrices(None, values),
        )
    return ()


def assert_unchanged(
    before: Any,
    after: Any,
    *,
    what: str,
    hint: str = "Work on a copy: what a function is given belongs to its caller.",
) -> tuple[str, ...]:
    """Judges that what was handed over is still what it was, entry for entry, nan like nan.

    Args:
        before: What was handed over: an array, or a list, tuple or dict of arrays.
        after: The same, fetched back from the student's process; untrusted.
        what: Names it: `x after forward(x)`.
        hint: What to look at.

    Raises:
        CheckFailed: Some entry differs, or it is no longer what it was at all.

    >>> assert_unchanged(np.ones(3), [1, 1, 1], what="x after softmax(x)")
    ()
    """
    parts = _parts(before)
    if parts is None:
        _one_unchanged(before, after, what=what, hint=hint)
        return ()
    kept = _parts(after)
    if kept is None or kept.keys() != parts.keys():
        fail(what=what, expected=f"unchanged, {describe(before)}", got=describe(after), hint=hint)
    for name, part in parts.items():
        assert_unchanged(part, kept[name], what=f"{what}, {name}", hint=hint)
    return ()


def _parts(value: Any) -> dict[Any, Any] | None:
    """The arrays of a dict, or of a list or tuple that is not simply a list of numbers."""
    if isinstance(value, dict):
        return value
    if isinstance(value, list | tuple) and any(
        isinstance(part, np.ndarray | list | tuple | dict) for part in value
    ):
        return dict(enumerate(value))
    return None


def _one_unchanged(before: Any, after: Any, *, what: str, hint: str) -> None:
    try:
        truth = to_numbers(before).values
    except NotNumbers as reason:
        raise HarnessFault(f"{what}: what was handed over is {reason.got}") from None
    expected = f"unchanged, shape {shape_text(truth.shape)}"
    try:
        numbers = to_numbers(after)
    except NotNumbers as reason:
        fail(what=what, expected=expected, got=reason.got, hint=hint)
    if numbers.shape != truth.shape:
        fail(what=what, expected=expected, got=numbers.source, hint=hint)
    same = (numbers.values == truth) | (np.isnan(numbers.values) & np.isnan(truth))
    if same.all():
        return
    place = place_of(int(np.argmin(same)), same.shape)
    was, now = pair(float(truth[place]), float(numbers.values[place]))
    fail(
        what=what,
        expected=expected,
        got=f"{counted(int((~same).sum()), same.size)} entries changed",
        worst=f"{index_text(place)}: was {was}, is {now}",
        hint=hint,
        evidence=matrices(truth, numbers.values),
    )
