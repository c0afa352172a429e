"""Directional derivatives measured from function values, each with a bound on its own error.

Knows nothing of students or gradients they claim; `gradients` judges with what is measured here.

Source: central differences with one Richardson step, e.g. Press et al., "Numerical Recipes" (3rd
ed.), section 5.7. The error bound is ours; its reason stands at `measure`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from grader.compare import fail, number
from grader.compare.message import pair

STEPS = (1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-1, 1.0)
"""Steps tried in turn, relative to the size of `x`: smaller ones for kinks, at the end larger ones
for values that are coarse, as those of float32 at tiny weights."""
USABLE = 0.05
"""A slope whose error is a larger fraction of the gradient's size than this is not relied on ..."""
COARSE = 0.3
"""... unless no better one can be had, as in float32 among many kinks. Worse ones say nothing."""
_REPEATED = 1e-4
"""Relative difference of two values for one argument that rounding in threads does not explain."""

Many = Callable[[Sequence[np.ndarray]], Sequence[Any]]
"""Several arguments at once to as many function values, each untrusted."""


@dataclass(frozen=True, slots=True)
class Slope:
    """A measured directional derivative and a bound on how far it may be off."""

    value: float
    error: float
    jump: float = 0.0
    """Difference of the slopes on the two sides, where there is a kink at `x` itself."""


@dataclass(slots=True, eq=False)
class Line:
    """One direction through `x`, what the claimed gradient says along it, and what was measured."""

    direction: np.ndarray
    said: float
    size: float
    """What tolerances refer to, at least: the size of the claimed gradient along such a line."""
    rtol: float
    slopes: list[Slope] = field(default_factory=list)

    def allowed(self, slope: Slope) -> float:
        """How far the claim may be from this slope."""
        return self.rtol * max(self.size, abs(slope.value)) + 4 * slope.error

    def verdict(self, fraction: float) -> tuple[bool, Slope] | None:
        """Whether the claim is right, with the slope that says so, or None while that is open.

        The claim is right when it agrees with the slope of the smallest error. It is wrong when it
        contradicts every slope of comparable error, and one of them agrees with the best: among
        many kinks an error bound may be too small by chance, but not twice with the same value.

        Args:
            fraction: A slope counts when its error is at most this part of the gradient's size.
        """
        good = [s for s in self.slopes if s.error <= fraction * max(self.size, abs(s.value))]
        if not good:
            return None
        best = min(good, key=lambda slope: slope.error)
        if abs(self.said - best.value) <= self.allowed(best):
            return True, best
        small = max(10 * best.error, self.rtol / 4 * self.size)
        others = [s for s in good if s is not best and s.error <= small]
        contradicted = all(abs(self.said - s.value) > self.allowed(s) for s in others)
        confirmed = any(
            abs(s.value - best.value) <= self.allowed(s) + 4 * best.error for s in others
        )
        return (False, best) if contradicted and confirmed else None

    def at_kink(self) -> tuple[bool, Slope] | None:
        """The verdict where `x` lies on a kink along this line: any slope between the two sides.

        Asked when no step gave a slope. None when there is no kink either.
        """
        kinks = [s for s in self.slopes if s.jump]
        if len(kinks) < 2:
            return None
        slope = min(kinks, key=lambda s: s.error - s.jump / 2)
        off = abs(self.said - slope.value) - slope.jump / 2
        return off <= self.rtol * max(self.size, abs(slope.value) + slope.jump), slope


def measure(
    center: float, values: np.ndarray, step: float, precision: float = np.finfo(np.float64).eps
) -> Slope:
    """The slope at the middle of five values.

    With D(h) the central difference and G(h) = (f(h) + f(-h) - 2 f(0)) / h, a smooth function has
    D(h) - D(h/2) and G(h/2) - G(h)/2 of order h^2 and h^3. One kink of jump j at distance d < h
    puts the Richardson value off by at most j * |3h - 7d| / 6h, which is less than the sum of the
    two differences for every d; rounding of the values enters both of them independently.

    Args:
        center: f(x).
        values: f at x + h, x - h, x + h/2 and x - h/2 along the direction.
        step: h.
        precision: Relative rounding error of the values.

    Returns:
        The slope; with a jump when G(h) and G(h/2) say that the kink is at x.

    >>> slope = measure(0.0, np.array([0.1, 0.0, 0.05, 0.0]), 0.1)  # ReLU at 0
    >>> slope.error >= 0.5, slope.jump
    (True, 1.0)
    """
    with np.errstate(all="ignore"):
        up, down, half_up, half_down = values
        wide, narrow = (up - down) / (2 * step), (half_up - half_down) / step
        bend, half_bend = (
            (up + down - 2 * center) / step,
            (half_up + half_down - 2 * center) * 2 / step,
        )
        digits = 2 * precision * max(abs(center), float(np.abs(values).max())) / step
        error = abs(wide - narrow) + abs(half_bend - bend / 2) + digits
        value = (4 * narrow - wide) / 3
        at_kink = abs(half_bend - bend) <= 0.1 * abs(half_bend) and abs(half_bend) > 10 * digits
    if not np.isfinite(error) or not np.isfinite(value):
        return Slope(0.0, float("inf"))
    return Slope(float(value), float(error), float(abs(half_bend)) if at_kink else 0.0)


def measure_all(
    lines: Sequence[Line],
    f: Callable[[np.ndarray], Any],
    x: np.ndarray,
    *,
    many: Many | None,
    what: str,
    hint: str,
) -> None:
    """Measures along every line, with smaller steps where needed, until each claim is decided.

    Args:
        lines: Get their slopes.
        f: From an array like `x` to one number; untrusted.
        x: float64, any shape.
        many: Replaces `f` where given.
        what: What is measured, for messages.
        hint: What to look at.

    Raises:
        CheckFailed: The function gives no numbers, nan or inf at `x`, or two different values
            for the same argument.
    """

    def at(points: Sequence[np.ndarray]) -> np.ndarray:
        answers = many(points) if many is not None else [f(point) for point in points]
        return np.array([number(a, what=what, finite=False) for a in answers])

    center, again = at([x.copy(), x.copy()])
    number(center, what=what)
    if not abs(center - again) <= _REPEATED * max(abs(center), 1e-6):
        first, second = pair(float(center), float(again))
        fail(
            what=what,
            expected=f"the same value each time for the same argument, {first}",
            got=f"{second} the second time",
            hint=hint,
        )
    scale = float(np.sqrt(np.mean(x**2))) or 1.0
    precision = _precision(at, x, scale)
    for relative in STEPS:
        open_lines = [line for line in lines if line.verdict(line.rtol / 4) is None]
        if not open_lines:
            return
        step = relative * scale
        points = [x + k * step * line.direction for line in open_lines for k in (1, -1, 0.5, -0.5)]
        values = at(points).reshape(-1, 4)
        for line, four in zip(open_lines, values, strict=True):
            line.slopes.append(measure(float(center), four, step, precision))


def _precision(
    at: Callable[[Sequence[np.ndarray]], np.ndarray], x: np.ndarray, scale: float
) -> float:
    """Relative rounding error of the values: an argument rounded to float32 first changes nothing
    inside a function that computes in float32.

    Without this, steps that are too small for float32 would measure a slope of exactly 0. The test
    is made beside `x`, whose entries may be short numbers, and says float64 where the function
    is constant.
    """
    everywhere = scale * np.cos(np.arange(x.size)).reshape(x.shape)
    beside = x + 1e-3 * everywhere
    with np.errstate(all="ignore"):
        single = beside.astype(np.float32).astype(np.float64)
        half = beside.astype(np.float16).astype(np.float64)
        half_of_single = single.astype(np.float16).astype(np.float64)  # rounded twice, as by torch
    far = [x + 0.3 * everywhere, x - 0.3 * everywhere]
    value, at_single, at_half, *at_far = at([beside, single, half, *far])
    if all(value == other for other in at_far):
        return float(np.finfo(np.float64).eps)
    if value == at_half or (value == at_single and value == at([half_of_single])[0]):
        return float(np.finfo(np.float16).eps)
    return float(np.finfo(np.float32 if value == at_single else np.float64).eps)
