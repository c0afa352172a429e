"""What a hand calculation with few decimals can give: the accepted interval of a numeric answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

from grader.compare._affine import Interval, exactly
from grader.compare._hand import FUZZ, Hand, Shortening

Style = Literal["consistent", "nearest", "truncated", "mixed"]


def rounding_interval(
    function: Callable[..., Any],
    inputs: Sequence[float],
    decimals: int,
    *,
    style: Style = "consistent",
) -> Any:
    """What a hand calculation can give when every intermediate value is kept to `decimals`.

    The function is run on `Interval`s. Every sum, product, quotient and function value is one
    step; inputs and constants are used as given. The bounds are safe: no such calculation, in this
    order of steps, leaves them, and (but for
    "truncated") the exact value is inside. They are not sharp, since
    they allow the worst rounding at every step at once, and they say nothing about another order
    of steps. So write the function in as few steps as a person would, and compare the bounds with
    the nearest wrong answer before using them as `low` and `high` of `assert_number`.

    Args:
        function: Takes the inputs and returns a number, or a tuple or list of numbers. It may use
            + - * / **, `np.sin` and the like (see `Interval`).
        inputs: The given numbers.
        decimals: Decimals after the point that the calculation keeps.
        style: "nearest": each step may be rounded (halves either way) or kept as it is, as in a
            calculator. "truncated": every step is cut off, except perhaps the last line.
            "consistent": one of these two throughout. "mixed": each step is rounded, cut off or
            kept, as it comes; far wider, and seldom what a fair check wants.

    Returns:
        `(low, high)`, or a tuple of such pairs when the function returns several numbers.

    Raises:
        ValueError: The calculation hangs on how a number is rounded (sign, log of nearly 0).
        ZeroDivisionError: Rounding may bring a divisor to zero.

    >>> low, high = rounding_interval(lambda a, b: a / b, [2.0, 3.0], 2)
    >>> round(low, 3), round(high, 3)
    (0.66, 0.67)
    """
    both: tuple[Shortening, ...] = ("nearest", "truncated")
    styles = both if style == "consistent" else (style,)
    found = []
    for one in styles:
        hand = Hand(unit=10.0**-decimals, style=one)
        result = function(*[exactly(hand, float(x)) for x in inputs])
        several = isinstance(result, tuple | list)
        found.append([_bounds(hand, r) for r in (result if several else (result,))])
    pairs = tuple(
        (min(low for low, _ in column), max(high for _, high in column))
        for column in zip(*found, strict=True)
    )
    return pairs if several else pairs[0]


def _bounds(hand: Hand, result: Any) -> tuple[float, float]:
    if not isinstance(result, Interval):
        result = exactly(hand, float(result))
    radius = result._radius()
    low = max(result.low, result.centre - radius)
    high = min(result.high, result.centre + radius)
    low, high = min(low, result.before[0]), max(high, result.before[1])
    slack = FUZZ * hand.unit
    return low - slack, high + slack
