"""rounding_interval against brute force: random ways to shorten each step stay inside."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from grader.compare import Interval, rounding_interval

UNIT = 0.01


def nearest(value: float) -> float:
    """Rounds half to even."""
    return round(value / UNIT) * UNIT


def half_away(value: float) -> float:
    """Rounds half away from zero."""
    return math.copysign(math.floor(abs(value) / UNIT + 0.5 + 1e-9) * UNIT, value)


def truncated(value: float) -> float:
    """Cuts off, except where only float64 is in the way of a number with two decimals."""
    steps = value / UNIT
    return (round(steps) if abs(steps - round(steps)) < 1e-9 else math.trunc(steps)) * UNIT


def kept(value: float) -> float:
    """Leaves it in the calculator."""
    return value


WAYS: dict[str, tuple[Callable[[float], float], ...]] = {
    "nearest": (nearest, half_away, kept),
    "truncated": (truncated,),
    "mixed": (nearest, half_away, truncated, kept),
}


class ByHand:
    """A number on which every step is shortened in a randomly chosen way: the oracle."""

    def __init__(self, value: float, ways: tuple[Callable[[float], float], ...]) -> None:
        self.value, self.ways = value, ways

    def step(self, value: float) -> ByHand:
        """The result of one step."""
        return ByHand(random.choice(self.ways)(value), self.ways)

    @staticmethod
    def of(other: Any) -> float:
        """The value of a number or a ByHand."""
        return other.value if isinstance(other, ByHand) else float(other)

    def __add__(self, other: Any) -> ByHand:
        return self.step(self.value + self.of(other))

    def __sub__(self, other: Any) -> ByHand:
        return self.step(self.value - self.of(other))

    def __rsub__(self, other: Any) -> ByHand:
        return self.step(self.of(other) - self.value)

    def __mul__(self, other: Any) -> ByHand:
        return self.step(self.value * self.of(other))

    def __truediv__(self, other: Any) -> ByHand:
        return self.step(self.value / self.of(other))

    def __neg__(self) -> ByHand:
        return ByHand(-self.value, self.ways)

    def relu(self) -> ByHand:
        """max(0, x), not a step that rounds."""
        return ByHand(max(0.0, self.value), self.ways)

    __radd__, __rmul__ = __add__, __mul__

    def __rtruediv__(self, other: Any) -> ByHand:
        return self.step(self.of(other) / self.value)

    # numpy calls these for np.sin and its like.

    def sin(self) -> ByHand:
        """One step."""
        return self.step(math.sin(self.value))

    def cos(self) -> ByHand:
        """One step."""
        return self.step(math.cos(self.value))

    def exp(self) -> ByHand:
        """One step."""
        return self.step(math.exp(self.value))

    def tanh(self) -> ByHand:
        """One step."""
        return self.step(math.tanh(self.value))

    def sqrt(self) -> ByHand:
        """One step."""
        return self.step(math.sqrt(self.value))

    def log(self) -> ByHand:
        """One step."""
        return self.step(math.log(self.value))


def sin_cos_graph(x: Any) -> Any:
    """Item s2.0706: dy/dx of the five-layer graph, in the fewest steps a person would take."""
    s, gaps = x, []
    for _ in range(4):
        t, b = np.sin(s), np.cos(s)
        gaps.append(b - t)
        s = t + b
    t, b = np.sin(s), np.cos(s)
    slope = b * b - t * t
    for gap in reversed(gaps):
        slope = slope * gap
    return slope


def residual(x: Any, w: Any, b: Any) -> Any:
    """A residual block with a gate."""
    return x + (w * x + b).relu() * w


def softmax(a: Any, b: Any) -> Any:
    """Two logits."""
    p, q = np.exp(a), np.exp(b)
    return p / (p + q)


def mixture(a: Any, b: Any) -> Any:
    """Every function once."""
    return np.tanh(a * b) - np.sqrt(np.exp(a) + 1) / (2 - np.sin(b)) + np.log(np.exp(b) + 1)


CASES: dict[str, tuple[Callable[..., Any], list[float]]] = {
    "sin_cos_graph": (sin_cos_graph, [1.0]),
    "residual": (residual, [1.0, 0.4, -0.2]),
    "residual_off_grid": (residual, [1 / 3, -0.777, 0.2222]),
    "softmax": (softmax, [0.3, -1.25]),
    "mixture": (mixture, [0.7, -0.45]),
    "wide_angle": (lambda x: np.cos(40 * np.exp(x)), [1.1]),
    "tanh_far": (lambda x: np.tanh(3 * np.sin(x)) * 2, [2.0]),
}


@pytest.mark.parametrize("style", WAYS)
@pytest.mark.parametrize("name", CASES)
def test_no_hand_calculation_leaves_the_interval(name: str, style: str) -> None:
    """Ways drawn at random for every step, 300 times."""
    function, inputs = CASES[name]
    low, high = rounding_interval(function, inputs, 2, style=style)  # type: ignore[arg-type]
    random.seed(name + style)
    for _ in range(300):
        result = function(*[ByHand(x, WAYS[style]) for x in inputs]).value
        assert low <= result <= high


@settings(max_examples=60, deadline=None)
@given(
    a=st.floats(-2, 2),
    b=st.floats(0.1, 3),
    style=st.sampled_from(sorted(WAYS)),
    seed=st.integers(0, 1000),
)
@example(a=-2.220446049250313e-16, b=1.0, style="truncated", seed=0)
def test_random_inputs_stay_inside(a: float, b: float, style: str, seed: int) -> None:
    """The same for a mixture of all operations at random inputs."""
    low, high = rounding_interval(mixture, [a, b], 2, style=style)  # type: ignore[arg-type]
    random.seed(seed)
    for _ in range(20):
        assert low <= mixture(ByHand(a, WAYS[style]), ByHand(b, WAYS[style])).value <= high


@pytest.mark.parametrize("name", CASES)
def test_the_exact_value_and_both_pure_styles_are_inside(name: str) -> None:
    """A code answer, and a person who rounds or cuts off throughout, pass by default."""
    function, inputs = CASES[name]
    low, high = rounding_interval(function, inputs, 2)
    for ways in ((kept,), (nearest,), (truncated,)):
        assert low <= function(*[ByHand(x, ways) for x in inputs]).value <= high


def test_the_sin_cos_graph_is_close_to_the_interval_worked_out_by_hand() -> None:
    """The accepted interval of s2.0706 is [-0.0755, -0.0595]; ours may differ by 0.004 at an end.

    It must hold both two-decimal answers and the exact one, and none of the wrong readings.
    """
    low, high = rounding_interval(sin_cos_graph, [1.0], 2)
    assert abs(low + 0.0755) < 0.004
    assert abs(high + 0.0595) < 0.004
    for right in (-0.07, -0.06, -0.0691856694576352289):
        assert low <= right <= high
    for wrong in (-0.02, 0.0, 0.07, -0.0540, 0.0452, 0.1102, -0.1102):
        assert not low <= wrong <= high


def test_more_decimals_narrow_the_interval_to_the_exact_value() -> None:
    """With six decimals only the exact value is left."""
    low, high = rounding_interval(sin_cos_graph, [1.0], 6)
    assert high - low < 1e-5
    assert low <= -0.0691856694576352289 <= high


def test_sums_of_shortened_numbers_are_not_shortened_again() -> None:
    """Inputs with two decimals are added exactly, and doubled exactly."""
    low, high = rounding_interval(lambda a, b: 2 * (a + b) - a, [0.12, 0.34], 2)
    assert high - low < 1e-9
    assert abs(low - 0.80) < 1e-9


def test_what_is_used_twice_cancels() -> None:
    """A rounded number minus itself is 0, however it was rounded."""

    def difference(x: Any) -> Any:
        t = np.sin(x)
        return t - t

    assert rounding_interval(difference, [1.0], 2) == pytest.approx((0.0, 0.0), abs=1e-9)


def test_halves_are_rounded_either_way() -> None:
    """0.125 is 0.12 to some and 0.13 to others."""
    for style in ("nearest", "mixed", "consistent"):
        low, high = rounding_interval(lambda a: a * 0.5, [0.25], 2, style=style)
        assert (low, high) == pytest.approx((0.12, 0.13), abs=1e-9)
        assert low < 0.12
        assert high > 0.13


def test_several_results_give_several_intervals() -> None:
    """Also where one of them is a plain number."""
    first, second = rounding_interval(lambda x: (np.sin(x), 3), [1.0], 2)
    assert first[0] <= 0.8414 <= first[1]
    assert second == pytest.approx((3.0, 3.0), abs=1e-9)


def test_powers_and_arrays_of_intervals_work() -> None:
    """Functions written with ** and @ on arrays of dtype object."""

    def norm(x: Any, y: Any) -> Any:
        v = np.array([x, y])
        return np.sqrt(v @ v) + x**3

    low, high = rounding_interval(norm, [0.3, 0.4], 2)
    assert low <= 0.5 + 0.027 <= high


def test_a_decision_that_rounding_makes_is_refused() -> None:
    """Comparing works where the answer is sure; else the author is told to use relu."""

    def gate(x: Any) -> Any:
        return x if x > 0 else 0 * x

    low, high = rounding_interval(lambda x: gate(np.sin(x)), [1.0], 2)
    assert low <= 0.8414 <= high
    with pytest.raises(ValueError, match="rounding decides"):
        rounding_interval(lambda x: gate(np.sin(x) - 0.841), [1.0], 2)
    low, high = rounding_interval(lambda x: (np.sin(x) - 0.841).relu(), [1.0], 2)
    assert low <= 0.0 <= high


@pytest.mark.parametrize(
    ("function", "error", "words"),
    [
        (lambda x: 1 / (np.sin(x) - 0.84), ZeroDivisionError, "to zero"),
        (lambda x: x / 0, ZeroDivisionError, "by zero"),
        (lambda x: np.log(x - 1.0), ValueError, "log of a number"),
        (lambda x: np.sqrt(x - 1.0), ValueError, "sqrt of a number"),
        (lambda x: x**0.5, ValueError, "only powers"),
        (lambda x: math.sin(x), TypeError, "np.sin"),
    ],
)
def test_what_cannot_be_bounded_is_said(
    function: Callable[[Any], Any], error: type[Exception], words: str
) -> None:
    """Division by what may be zero, logs of what may be negative, math.sin."""
    with pytest.raises(error, match=words):
        rounding_interval(function, [1.0], 2)


def test_abs_and_minimum_follow_from_maximum() -> None:
    """|x| of a straddling number starts at 0; min is the mirrored max."""

    def both(x: Any) -> Any:
        small: Interval = np.sin(x) - 0.841
        return abs(small), small.minimum(0.0)

    (low, high), (least, most) = rounding_interval(both, [1.0], 2)
    assert low <= 0.0 <= high <= 0.02
    assert -0.02 <= least <= 0.0 <= most
