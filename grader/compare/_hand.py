"""How a person shortens numbers: what one step of a hand calculation may add to a value."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

Shortening = Literal["nearest", "truncated", "mixed"]

FUZZ = 1e-9
"""Room for float64 error in our own arithmetic, in units of the last decimal kept."""


@dataclass(slots=True)
class Hand:
    """One hand calculation: the last decimal it keeps, how it shortens, the symbols used so far."""

    unit: float
    """0.01 for two decimals; 0.0 means that nothing is shortened."""
    style: Shortening
    used: int = 0

    def symbol(self) -> int:
        """A new name for an error that is independent of all others."""
        self.used += 1
        return self.used

    def steps(self, value: float) -> float:
        """How many units a number has; a whole number of them where only float64 is in the way."""
        count = value / self.unit
        return float(round(count)) if abs(count - round(count)) < FUZZ else count

    def on_grid(self, value: float) -> bool:
        """Whether a number has no more decimals than are kept."""
        return self.unit > 0 and self.steps(value).is_integer()

    def error(self, low: float, high: float) -> tuple[float, float]:
        """Middle and half width of what shortening may add to a number in [low, high].

        Cutting off moves a number towards zero by less than a unit; rounding by half a unit at most.
        """
        half = self.unit / 2
        down, up = -half, half
        if self.style == "truncated":
            down, up = (-self.unit if high > 0 else 0.0), (self.unit if low < 0 else 0.0)
        elif self.style == "mixed":
            down, up = (-self.unit if high > 0 else -half), (self.unit if low < 0 else half)
        return (down + up) / 2, (up - down) / 2

    def shortened(self, low: float, high: float) -> tuple[float, float]:
        """Bounds of a shortened number: shortening keeps order, so the bounds are shortened.

        Halves are rounded outward, because people round them either way. Where the number may
        also be kept as it is, the bounds include it.
        """
        a, b = self.steps(low), self.steps(high)
        cut = math.trunc(a) * self.unit, math.trunc(b) * self.unit
        if self.style == "truncated":
            return cut
        down, up = math.ceil(a - 0.5 - FUZZ) * self.unit, math.floor(b + 0.5 + FUZZ) * self.unit
        if self.style == "nearest":
            return min(down, low), max(up, high)
        return min(down, cut[0], low), max(up, cut[1], high)
