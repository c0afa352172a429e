"""The slope of a student's own function along one entry, for the message of a wrong gradient.

    assert_close(got, truth, what="W1", slope=own_slope(loss_at, W1, argument="W1", of="your own loss"))

Costs at most 8 calls of the function, and none unless a check has failed over that gradient. What
cannot be measured (a kink, nan, values too coarse) is left out of the message, never guessed.
Knows nothing of students: it sees a plain function, which may raise CheckFailed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from grader.compare import OwnSlope, array
from grader.errors import CheckFailed
from grader.slopes import measure

_FINE, _COARSE = 1e-4, 1e-2
"""Steps relative to the size of the argument, for values of float64 and of float32 ..."""
_NEAR, _FAR = 1e-6, float(np.sqrt(2.0))
"""... for kinks that are nearer than these, and for values that do not move at all."""
_DECIMALS = 8


def own_slope(
    f: Callable[[np.ndarray], Any],
    x: Any,
    *,
    argument: str,
    of: str,
    weights: Any = None,
) -> OwnSlope:
    """What `assert_close` may ask about a gradient that is wrong.

    It is asked after everything else of the check, in whatever state that left the student's
    objects: `f` sets all that its value depends on, and need not put anything back.

    Args:
        f: From an array like `x` to what the student's function returns there: one number, or with
            `weights` an array of their shape. Untrusted.
        x: Where the gradient was taken, in the layout of the expected gradient; a number, or float64
            of any shape.
        argument: Its name in the message: `W1`.
        of: The function in words, short, for `by finite differences of ...`: `your own loss`.
        weights: The upstream gradient; then the slope is that of the sum of `weights * f(x)`.

    >>> slope = own_slope(lambda x: (x**2).sum(), [1.0, 3.0], argument="x", of="your own f")
    >>> value, error = slope.measure((1,), 1e-3)
    >>> round(value, 6), error < 1e-9
    (6.0, True)
    """
    at = np.array(x, dtype=np.float64, order="C")
    upstream = np.asarray(1.0 if weights is None else weights, dtype=np.float64)

    def values(moved: np.ndarray) -> np.ndarray:
        return array(f(moved), what=of, shape=upstream.shape, finite=False)

    def measured(index: tuple[int, ...], within: float) -> tuple[float, float] | None:
        try:
            with np.errstate(all="ignore"):
                return _Line(values, upstream, at, index).slope(within)
        except CheckFailed:
            return None

    return OwnSlope(argument=argument, of=of, measure=measured)


class _Line:
    """The function along one entry of its argument."""

    def __init__(
        self,
        values: Callable[[np.ndarray], np.ndarray],
        upstream: np.ndarray,
        x: np.ndarray,
        index: tuple[int, ...],
    ) -> None:
        self._values = values
        self._upstream = upstream
        self._x = x
        self._index = index
        self._scale = float(np.sqrt(np.mean(x**2))) or 1.0
        """Steps are relative to the size of the argument."""
        self._rounded = True
        """Whether all values so far may have been rounded to a few decimals."""
        raw = self._raw(0.0)
        self._center = self._sum(raw)
        beside = self._raw(_FINE * self._scale)
        self._beside = self._sum(beside)
        self._single = all(_all_equal(r, r.astype(np.float32)) for r in (raw, beside))
        """Whether they may have been computed in float32."""

    def slope(self, within: float) -> tuple[float, float] | None:
        """The slope and a bound on its error, or None when that may exceed `within`.

        First five values with a bound on their own error (`slopes.measure`). Where that is too
        large, three values close to x: whatever bends there, noise and kinks included, is their
        bound. Values that do not move at all are looked at from further away.
        """
        if not np.isfinite(self._center):
            return None
        precision = float(np.finfo(np.float32 if self._single else np.float64).eps)
        wide = self._scale * (_COARSE if self._single else _FINE)
        first = self._at(wide) if self._single else self._beside
        four = np.array([first, *(self._at(step * wide) for step in (-1.0, 0.5, -0.5))])
        if (four == self._center).all():
            return (0.0, 0.0) if self._is_flat() else None
        slope = measure(self._center, four, wide, precision)
        if slope.error <= within and not slope.jump:
            return slope.value, slope.error
        narrow = self._scale * _COARSE / 10 if self._single else self._near()
        up, down = self._at(narrow), self._at(-narrow)
        if up == down == self._center and self._rounded:
            return None
        rounding = 2 * precision * max(abs(self._center), abs(up), abs(down))
        error = (abs(up + down - 2 * self._center) + rounding) / narrow
        return ((up - down) / (2 * narrow), error) if error <= within else None

    def _raw(self, distance: float) -> np.ndarray:
        moved = self._x.copy()
        moved[self._index] += distance
        raw = self._values(moved)
        self._rounded = self._rounded and _all_equal(raw, np.round(raw, _DECIMALS))
        return raw

    def _sum(self, raw: np.ndarray) -> float:
        return float((raw * self._upstream).sum())

    def _at(self, distance: float) -> float:
        return self._sum(self._raw(distance))

    def _near(self) -> float:
        """A step for kinks and poles, relative to the entry itself unless that is next to nothing."""
        return _NEAR * max(min(abs(float(self._x[self._index])), self._scale), 1e-3 * self._scale)

    def _is_flat(self) -> bool:
        """Whether values that do not move have slope 0, and not just too few decimals to show one.

        A function that is closed there, as by ReLU, has values of many digits where it opens.
        """
        if not self._rounded:
            return True
        far = _FAR * self._scale
        return self._at(far) == self._at(-far) == self._center or not self._rounded


def _all_equal(values: np.ndarray, others: np.ndarray) -> bool:
    return bool((values == others)[np.isfinite(values)].all())
