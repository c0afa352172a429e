"""Affine arithmetic: numbers known up to the rounding of earlier steps.

A value is an affine form `centre + sum of c_i * e_i`, every e_i anywhere in [-1, 1], together with
plain bounds. Each rounding adds its own e_i, so that a rounded intermediate value that is used
twice is off by the same amount in both places; plain intervals forget that and end far too wide.

Source: Stolfi, de Figueiredo, "Self-validated numerical methods and applications" (1997), ch. 3.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from grader.compare._hand import Hand


@dataclass(frozen=True, slots=True, eq=False)
class Interval:
    """A number known up to rounding. Behaves as a number under + - * / ** and numpy's exp and sin.

    `np.exp`, `np.log`, `np.sqrt`, `np.sin`, `np.cos` and `np.tanh` work on it, alone or in arrays
    of dtype object; `math.sin` does not. Comparing works only where rounding cannot change the
    answer; use `.relu()`, `.maximum(other)` and `.minimum(other)` where it can.
    """

    hand: Hand
    centre: float
    noise: dict[int, float]
    low: float
    high: float
    grid: bool
    """Whether it surely has no more decimals than the calculation keeps."""
    before: tuple[float, float] = field(default=(math.inf, -math.inf))
    """Bounds before the last rounding: a person may leave the last line unrounded."""

    # Sums and multiples of numbers on the grid are on the grid: nothing is rounded there.

    def __neg__(self) -> Interval:
        noise = {k: -c for k, c in self.noise.items()}
        return self._exact(-self.centre, noise, -self.high, -self.low)

    def __add__(self, other: Any) -> Interval:
        other = self._lift(other)
        noise = dict(self.noise)
        for key, c in other.noise.items():
            noise[key] = noise.get(key, 0.0) + c
        low, high = self.low + other.low, self.high + other.high
        return self._done(self.centre + other.centre, noise, low, high, self.grid and other.grid)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Interval:
        return self + -self._lift(other)

    def __rsub__(self, other: Any) -> Interval:
        return self._lift(other) - self

    def __mul__(self, other: Any) -> Interval:
        other = self._lift(other)
        noise = {k: c * other.centre for k, c in self.noise.items()}
        for key, c in other.noise.items():
            noise[key] = noise.get(key, 0.0) + c * self.centre
        rest = self._radius() * other._radius()
        corners = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        low, high = min(corners), max(corners)
        if other is self:
            low = max(low, 0.0)
        whole = (self.grid and other._is_integer()) or (other.grid and self._is_integer())
        return self._done(self.centre * other.centre, noise, low, high, whole, rest)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Interval:
        other = self._lift(other)
        if not other.noise:
            if other.centre == 0:
                raise ZeroDivisionError("division by zero in a hand calculation")
            scale = 1.0 / other.centre
            noise = {k: c * scale for k, c in self.noise.items()}
            low, high = sorted((self.low * scale, self.high * scale))
            return self._done(self.centre * scale, noise, low, high, False)
        return self._quotient(other)

    def __rtruediv__(self, other: Any) -> Interval:
        return self._lift(other) / self

    def __pow__(self, power: int) -> Interval:
        if not isinstance(power, int) or power < 1:
            raise ValueError(f"only powers 1, 2, 3, ... of an Interval are known, not {power!r}")
        result = self
        for _ in range(power - 1):
            result = result * self
        return result

    def exp(self) -> Interval:
        """e to the power of it."""
        return self._convex(math.exp, math.exp, math.log)

    def log(self) -> Interval:
        """Natural logarithm; all of it must be positive."""
        self._positive("log")
        return self._convex(math.log, lambda x: 1.0 / x, lambda slope: 1.0 / slope)

    def sqrt(self) -> Interval:
        """Square root; all of it must be positive."""
        self._positive("sqrt")
        return self._convex(math.sqrt, lambda x: 0.5 / math.sqrt(x), lambda slope: 0.25 / slope**2)

    def tanh(self) -> Interval:
        """Hyperbolic tangent."""

        def critical(slope: float) -> list[float]:
            root = math.sqrt(max(0.0, 1.0 - slope))
            return [] if root >= 1.0 else [math.atanh(root), -math.atanh(root)]

        return self._unary(math.tanh, lambda x: 1.0 - math.tanh(x) ** 2, critical)

    def sin(self) -> Interval:
        """Sine of radians."""

        def critical(slope: float) -> list[float]:
            angle = math.acos(max(-1.0, min(1.0, slope)))
            return [*self._turns(angle), *self._turns(-angle)]

        return self._unary(math.sin, math.cos, critical, turning=critical(0.0))

    def cos(self) -> Interval:
        """Cosine of radians."""

        def critical(slope: float) -> list[float]:
            angle = math.asin(max(-1.0, min(1.0, -slope)))
            return [*self._turns(angle), *self._turns(math.pi - angle)]

        return self._unary(math.cos, lambda x: -math.sin(x), critical, turning=critical(0.0))

    def maximum(self, other: Any) -> Interval:
        """The greater of two; where rounding decides which, anything between is possible."""
        other = self._lift(other)
        if self.low >= other.high:
            return self
        if other.low >= self.high:
            return other
        return self._between(max(self.low, other.low), max(self.high, other.high))

    def minimum(self, other: Any) -> Interval:
        """The smaller of two."""
        return -(-self).maximum(-self._lift(other))

    def relu(self) -> Interval:
        """`max(0, x)`."""
        return self.maximum(0.0)

    def __abs__(self) -> Interval:
        return self.maximum(-self)

    def __lt__(self, other: Any) -> bool:
        return self._surely(other, self.high < (o := self._lift(other)).low, self.low >= o.high)

    def __le__(self, other: Any) -> bool:
        return self._surely(other, self.high <= (o := self._lift(other)).low, self.low > o.high)

    def __gt__(self, other: Any) -> bool:
        return self._surely(other, self.low > (o := self._lift(other)).high, self.high <= o.low)

    def __ge__(self, other: Any) -> bool:
        return self._surely(other, self.low >= (o := self._lift(other)).high, self.high < o.low)

    def __float__(self) -> float:
        raise TypeError("an Interval is no single number: use np.sin(x), not math.sin(x)")

    def _surely(self, other: Any, yes: bool, no: bool) -> bool:
        if yes or no:
            return yes
        raise ValueError(
            f"rounding decides how [{self.low:g}, {self.high:g}] compares with {other!r}: "
            "use .relu(), .maximum() or .minimum()"
        )

    def _lift(self, value: Any) -> Interval:
        if isinstance(value, Interval):
            return value
        return exactly(self.hand, float(value))

    def _radius(self) -> float:
        return math.fsum(abs(c) for c in self.noise.values())

    def _is_integer(self) -> bool:
        return not self.noise and self.centre == round(self.centre)

    def _positive(self, name: str) -> None:
        if self.low <= 0:
            raise ValueError(f"{name} of a number that rounding may bring to {self.low:g}")

    def _turns(self, angle: float) -> list[float]:
        """The angle plus whole turns: the first and the last such place inside the bounds.

        Between them a periodic function minus a line changes by the same amount every turn, so
        its extremes lie at one of the two.
        """
        first = math.ceil((self.low - angle) / math.tau)
        last = math.floor((self.high - angle) / math.tau)
        return [angle + turn * math.tau for turn in (first, last) if first <= last]

    def _quotient(self, other: Interval) -> Interval:
        """Division is one step for a hand, so the reciprocal in it is not rounded."""
        if other.low <= 0 <= other.high:
            raise ZeroDivisionError("division by a number that rounding may bring to zero")
        unrounded = Hand(unit=0.0, style="nearest", used=self.hand.used)
        apart = Interval(unrounded, other.centre, other.noise, other.low, other.high, False)
        sign = 1.0 if other.low > 0 else -1.0
        root = apart._unary(
            lambda x: 1.0 / x,
            lambda x: -1.0 / x**2,
            lambda slope: [sign * math.sqrt(-1.0 / slope)],
        )
        product = Interval(unrounded, self.centre, self.noise, self.low, self.high, False) * root
        self.hand.used = unrounded.used
        return self._done(product.centre, product.noise, product.low, product.high, False)

    def _convex(
        self,
        value: Callable[[float], float],
        slope_at: Callable[[float], float],
        where: Callable[[float], float],
    ) -> Interval:
        """A function whose slope is monotone, so that it takes each slope once."""
        return self._unary(value, slope_at, lambda slope: [where(slope)])

    def _unary(
        self,
        value: Callable[[float], float],
        slope_at: Callable[[float], float],
        critical: Callable[[float], Iterable[float]],
        turning: Iterable[float] = (),
    ) -> Interval:
        """A smooth function of one variable, by a line and the largest distance from it.

        Args:
            value: The function.
            slope_at: Its derivative.
            critical: The places where the derivative has a given value.
            turning: The places where it is zero. Of both, places outside the bounds are dropped.
        """
        slope = slope_at(min(max(self.centre, self.low), self.high))
        places = [self.low, self.high, *critical(slope)]
        gaps = [value(x) - slope * x for x in places if self.low <= x <= self.high]
        middle, rest = (max(gaps) + min(gaps)) / 2, (max(gaps) - min(gaps)) / 2
        places = [self.low, self.high, *turning]
        heights = [value(x) for x in places if self.low <= x <= self.high]
        noise = {k: c * slope for k, c in self.noise.items()}
        return self._done(
            slope * self.centre + middle, noise, min(heights), max(heights), False, rest
        )

    def _between(self, low: float, high: float) -> Interval:
        """Anything between two bounds, independent of all else. Not rounded: max picks a value."""
        noise = {self.hand.symbol(): (high - low) / 2}
        return self._exact((low + high) / 2, noise, low, high)

    def _exact(self, centre: float, noise: dict[int, float], low: float, high: float) -> Interval:
        return Interval(self.hand, centre, noise, low, high, self.grid)

    def _done(
        self,
        centre: float,
        noise: dict[int, float],
        low: float,
        high: float,
        grid: bool,
        rest: float = 0.0,
    ) -> Interval:
        """Ends a step: adds the error of a linear approximation, then shortens the number."""
        if rest:
            noise[self.hand.symbol()] = rest
        radius = math.fsum(abs(c) for c in noise.values())
        low, high = max(low, centre - radius), min(high, centre + radius)
        low, high = min(low, high), max(low, high)  # of one number they may cross by a last bit
        if grid or not self.hand.unit:
            return Interval(self.hand, centre, noise, low, high, grid)
        shift, half = self.hand.error(low, high)
        noise[self.hand.symbol()] = half
        shortened = self.hand.shortened(low, high)
        surely = self.hand.style == "truncated"
        return Interval(self.hand, centre + shift, noise, *shortened, surely, before=(low, high))


def exactly(hand: Hand, value: float) -> Interval:
    """A number that is used as it is given."""
    return Interval(hand, value, {}, value, value, hand.on_grid(value))
