"""Single values: numbers with a tolerance or an interval, exact counts, one of several, yes or no."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from grader.compare._array import numbers_or_fail
from grader.compare._close import assert_close
from grader.compare._coerce import NUMBER_AS_TEXT, looks_like_number
from grader.compare._own_slope import OwnSlope
from grader.compare.judged import note
from grader.compare.message import clip, describe, fail, figure, quoted, shape_text, whole
from grader.errors import HarnessFault


def number(value: Any, *, what: str, finite: bool = True) -> float:
    """An untrusted value as one float, ready for arithmetic.

    Args:
        value: Anything that came back; arrays and lists of one entry are read as that entry.
        what: What was called, for the message.
        finite: Whether nan and inf are refused.

    Raises:
        CheckFailed: It is not one number, or not finite.

    >>> number(np.array([[0.62]]), what="z")
    0.62
    """
    return _number(value, what=what, expected="a number", finite=finite)[0]


def _number(
    value: Any, *, what: str, expected: str, finite: bool = True, hint: str = ""
) -> tuple[float, tuple[str, ...]]:
    numbers = numbers_or_fail(value, what=what, expected=expected, hint=hint)
    if numbers.values.size != 1:
        fail(what=what, expected=expected, got=numbers.shown(), hint=hint)
    result = float(numbers.values.reshape(()))
    if finite and not np.isfinite(result):
        fail(what=what, expected=expected, got=figure(result), hint=hint)
    told = list(numbers.remarks)
    if isinstance(value, bool | np.bool_):
        told.append(f"{bool(value)} is read as {figure(result)}")
    if numbers.values.ndim:
        told.append(f"one number came back inside an array of shape {shape_text(numbers.shape)}")
    return result, tuple(f"{what}: {remark}" for remark in told)


def assert_number(
    got: Any,
    expected: float | None = None,
    *,
    what: str,
    atol: float | None = None,
    rtol: float = 1e-3,
    low: float | None = None,
    high: float | None = None,
    hint: str = "",
    slope: OwnSlope | None = None,
) -> tuple[str, ...]:
    """Judges one number: near the truth, or inside an accepted interval.

    Args:
        got: Anything that came back from the student.
        expected: The truth; may be left out when `low` and `high` say what is accepted.
        what: What was asked.
        atol: Absolute tolerance; replaces the relative one.
        rtol: Tolerance relative to `max(|expected|, 1e-3)`.
        low: Least accepted value; with it (or `high`) the tolerances are not used.
        high: Greatest accepted value.
        hint: What to look at.
        slope: For a derivative judged by `expected` alone: as in `assert_close`.

    Returns:
        Remarks, for a number given as an array, a boolean, or a complex number.

    Raises:
        CheckFailed: It is wrong.
        HarnessFault: Neither a truth nor an interval was given, or the interval is empty.

    >>> assert_number(-0.07, what="dy/dx", low=-0.0755, high=-0.0595)
    ()
    """
    if low is None and high is None:
        if expected is None:
            raise HarnessFault(f"{what}: give assert_number a truth or an interval")
        value, told = _number(got, what=what, expected=figure(float(expected)), hint=hint)
        assert_close(value, expected, what=what, rtol=rtol, atol=atol, hint=hint, slope=slope)
        return told
    least = -np.inf if low is None else float(low)
    most = np.inf if high is None else float(high)
    if not least <= most:
        raise HarnessFault(f"{what}: no number lies between low={low} and high={high}")
    interval = _interval_text(least, most)
    truth = interval if expected is None else f"{figure(float(expected))}, or {interval}"
    value, told = _number(got, what=what, expected=truth, hint=hint)
    note(what, "interval", value, min(max(value, least), most), (most - least) / 2)
    if least - _slack(least) <= value <= most + _slack(most):
        return told
    fail(what=what, expected=truth, got=figure(value), hint=hint)


def _slack(edge: float) -> float:
    """Room for the last bits, so that the edge of an interval belongs to it."""
    return 8 * float(np.finfo(np.float64).eps) * abs(edge) if np.isfinite(edge) else 0.0


def _interval_text(least: float, most: float) -> str:
    if np.isinf(least):
        return f"a number up to {figure(most)}"
    if np.isinf(most):
        return f"a number from {figure(least)} up"
    return f"a number from {figure(least)} to {figure(most)}"


def assert_count(
    got: Any,
    expected: int,
    *,
    what: str,
    shape: Sequence[int] | None = None,
    hint: str = "",
) -> tuple[str, ...]:
    """Judges an exact integer: a parameter count, a size.

    No tolerance: at 1e-3 half of the wrong parameter counts seen would pass. A float passes when
    it is that integer exactly. Strings and booleans do not count, also when they look right.

    Args:
        got: Anything that came back from the student.
        expected: The count.
        what: What was asked.
        shape: A shape that says the same, accepted as a tuple or list: `(32, 1024)` for 32768.
        hint: What to look at.

    Raises:
        CheckFailed: It is wrong.

    >>> assert_count((32, 1024), 32768, what="size of output A", shape=(32, 1024))
    ('size of output A: given as the shape (32, 1024), which has 32768 entries',)
    """
    truth = whole(int(expected))
    if shape is not None:
        truth += f", or the shape {shape_text(tuple(shape))}"
        if _is_shape(got, tuple(int(n) for n in shape)):
            size = f"which has {whole(int(expected))} entries"
            return (f"{what}: given as the shape {shape_text(tuple(shape))}, {size}",)
    if isinstance(got, str):
        hint = NUMBER_AS_TEXT if looks_like_number(got) else hint
        fail(what=what, expected=truth, got=f"the string {quoted(got)}, not a number", hint=hint)
    inner = _only_entry(got)
    if isinstance(inner, bool | np.bool_):
        fail(what=what, expected=truth, got=describe(inner), hint=hint)
    if isinstance(inner, int | np.integer) and not isinstance(inner, np.timedelta64):
        if abs(int(inner)) < 2**62:
            note(what, "count", int(inner), int(expected), 0.0)
        if int(inner) == expected:
            return ()
        fail(what=what, expected=truth, got=whole(int(inner)), allowed="exactly this", hint=hint)
    value, told = _number(got, what=what, expected=truth, hint=hint)
    note(what, "count", value, int(expected), 0.0)
    if value == expected:
        return (*told, f"{what}: given as the float {value!r}; a count is an integer")
    fail(what=what, expected=truth, got=repr(value), allowed="exactly this", hint=hint)


def _only_entry(value: Any) -> Any:
    """The entry of a list or array of one, so that integers stay integers of any length."""
    for _ in range(8):
        if isinstance(value, np.ndarray) and value.size == 1 and value.dtype.kind != "V":
            value = value.reshape(-1)[0]
        elif isinstance(value, list | tuple) and len(value) == 1:
            value = value[0]
        else:
            break
    return value


def _is_shape(value: Any, shape: tuple[int, ...]) -> bool:
    """Whether the value is this shape, as a list, tuple or array of integers."""
    if isinstance(value, np.ndarray):
        if value.ndim != 1 or value.size != len(shape) or value.dtype.kind not in "iuf":
            return False
        value = value.tolist()
    if not isinstance(value, list | tuple) or len(value) != len(shape):
        return False
    entries = [_only_entry(n) for n in value]
    plain = all(
        isinstance(n, int | float | np.integer | np.floating)
        and not isinstance(n, bool | np.timedelta64)
        for n in entries
    )
    return plain and all(bool(n == size) for n, size in zip(entries, shape, strict=True))


def assert_one_of(
    got: Any, options: Sequence[float] | Sequence[str], *, what: str, hint: str = ""
) -> tuple[str, ...]:
    """Judges that a value is one of several: numbers (to a relative 1e-6) or strings.

    Strings are compared without regard to case and outer spaces.

    Args:
        got: Anything that came back from the student.
        options: All numbers or all strings.
        what: What was asked.
        hint: What to look at.

    Raises:
        CheckFailed: It is none of them.
        HarnessFault: There are no options.

    >>> assert_one_of(0.1, [0.01, 0.1, 1.0], what="the best learning rate")
    ()
    """
    if not options:
        raise HarnessFault(f"{what}: assert_one_of needs at least one option")
    named = [o if isinstance(o, str) else figure(float(o)) for o in options]
    expected = clip(f"one of {', '.join(named)}")
    if isinstance(options[0], str):
        if isinstance(got, str):
            if len(got) < 1000 and got.strip().lower() in {n.strip().lower() for n in named}:
                return ()
        fail(what=what, expected=expected, got=describe(got), hint=hint)
    value, told = _number(got, what=what, expected=expected, hint=hint)
    if any(abs(value - float(o)) <= 1e-6 * abs(float(o)) for o in options):
        return told
    fail(what=what, expected=expected, got=figure(value), hint=hint)


def assert_true(
    condition: bool, *, what: str, expected: Any, got: Any, hint: str = ""
) -> tuple[str, ...]:
    """Judges a condition that the check worked out itself.

    Args:
        condition: A bool. Anything else is refused, because an object of the student's is true.
        what: What was called.
        expected: What should hold: text, or a value to describe.
        got: What came instead: text of the check's own, or a value to describe.
        hint: What to look at.

    Raises:
        CheckFailed: The condition is False.
        HarnessFault: The condition is no bool.

    >>> assert_true(3 < 4, what="ranks", expected="ascending", got="3, 4")
    ()
    """
    if not isinstance(condition, bool | np.bool_):
        raise HarnessFault(
            f"{what}: the condition of assert_true must be a bool, not {describe(condition)}"
        )
    if condition:
        return ()
    texts = [v if isinstance(v, str) and v.strip() else describe(v) for v in (expected, got)]
    fail(what=what, expected=texts[0], got=texts[1], hint=hint)
