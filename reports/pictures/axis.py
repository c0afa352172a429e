"""Round tick values for linear and logarithmic axes, and where they stand on the axis."""

from __future__ import annotations

import math
from dataclasses import dataclass

LARGEST = 1e150
"""Values beyond this are drawn at this: differences of doubles must not overflow."""
MARGIN = 0.04
"""Room beyond the smallest and the largest value, as a fraction of the length of the axis."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """One axis: which values it shows and where.

    `low` and `high` are in the units of the data; on a logarithmic axis both are positive.
    """

    low: float
    high: float
    log: bool = False

    def at(self, value: float) -> float:
        """Position of a value along the axis: 0 at `low`, 1 at `high`, never outside."""
        low, high = self.low, self.high
        if self.log:
            low, high, value = math.log(low), math.log(high), math.log(max(value, low))
        return min(1.0, max(0.0, (value - low) / (high - low)))

    def ticks(self, most: int = 5) -> tuple[float, ...]:
        """Round values inside the axis, ascending; about `most` of them."""
        if self.log and self.high / self.low >= 30:
            return _decades(self.low, self.high, most + 1)
        return _steps(self.low, self.high, most)


def spanning(low: float, high: float, *, log: bool = False) -> Axis:
    """An axis that shows `low` to `high` with a little room on both sides.

    Args:
        low: Smallest value shown, finite; positive for a logarithmic axis.
        high: Largest value shown, finite, at least `low`.
        log: Whether equal ratios are equal distances.
    """
    low, high = max(-LARGEST, low), min(LARGEST, high)
    low, high = min(low, LARGEST), max(high, -LARGEST)
    if log:
        low = max(low, 1 / LARGEST)
        high = max(high, low)
        ratio = (high / low) ** MARGIN if high > low else 2.0
        return Axis(low=low / ratio, high=high * ratio, log=True)
    room = (high - low) * MARGIN
    scale = max(abs(low), abs(high))
    if room <= max(scale * 1e-9, 1 / LARGEST):  # a flat line gets room, whatever its height
        room = scale * 0.1 if scale > 1 / LARGEST else 0.5
    return Axis(low=low - room, high=high + room)


def _steps(low: float, high: float, most: int) -> tuple[float, ...]:
    """Multiples of 1, 2 or 5 times a power of ten."""
    raw = 0.75 * (high - low) / most  # rather one or two more than only half as many
    power = 10.0 ** math.floor(math.log10(raw))
    step = next((f * power for f in (1, 2, 5, 10) if f * power >= raw), 10 * power)
    first = math.ceil(low / step)
    last = math.floor(high / step)
    return tuple(round(k * step, 12) if step > 1e-9 else k * step for k in range(first, last + 1))


def _decades(low: float, high: float, most: int) -> tuple[float, ...]:
    """Powers of ten, evenly thinned out."""
    first = math.ceil(math.log10(low) - 1e-9)
    last = math.floor(math.log10(high) + 1e-9)
    stride = max(1, math.ceil((last - first + 1) / most))
    return tuple(10.0**k for k in range(first, last + 1, stride))
