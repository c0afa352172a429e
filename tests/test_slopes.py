"""Measured slopes: the error bound holds, and one contradiction is not enough."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.slopes import Line, Slope, measure, measure_all


def five(f: Callable[[float], float], step: float) -> Slope:
    """The slope of a function of one number at 0."""
    values = np.array([f(step), f(-step), f(step / 2), f(-step / 2)])
    return measure(f(0.0), values, step)


@pytest.mark.parametrize("distance", np.linspace(0.0, 1.2, 61))
def test_the_error_bound_of_a_slope_holds_for_every_place_of_one_kink(distance: float) -> None:
    """|x - d| measured at 0 with step 1: off by at most what it says."""

    def f(v: float) -> float:
        return abs(v - distance) + 0.3 * v

    slope = measure(f(0.0), np.array([f(1.0), f(-1.0), f(0.5), f(-0.5)]), 1.0)
    truths = {-0.7, 1.3} if distance == 0 else {-0.7}
    assert min(abs(slope.value - truth) for truth in truths) <= slope.error + 1e-12


def test_a_slope_that_is_not_finite_says_nothing() -> None:
    """inf - inf gives an infinite error, no warning."""
    assert measure(0.0, np.array([np.inf, np.inf, 1.0, 0.0]), 0.1).error == np.inf


def test_one_contradiction_is_not_enough() -> None:
    """A claim is wrong only when two slopes that agree say so."""
    line = Line(np.ones(1), said=1.0, size=1.0, rtol=1e-3)
    line.slopes.append(Slope(3.0, 1e-9))
    assert line.verdict(0.01) is None
    line.slopes.append(Slope(2.0, 1e-8))
    assert line.verdict(0.01) is None
    line.slopes.append(Slope(3.0, 1e-7))
    assert line.verdict(0.01) == (False, Slope(3.0, 1e-9))
    line.slopes.append(Slope(1.0, 1e-10))
    assert line.verdict(0.01) == (True, Slope(1.0, 1e-10))


@given(a=st.floats(-3, 3), b=st.floats(-3, 3), c=st.floats(0.1, 3), step=st.floats(1e-4, 1e-1))
def test_smooth_functions_are_measured_within_their_error(
    a: float, b: float, c: float, step: float
) -> None:
    """a sin(c x) + b exp(c x) has the slope c (a + b) at 0."""
    slope = five(lambda x: a * math.sin(c * x) + b * math.exp(c * x), step)
    assert abs(slope.value - c * (a + b)) <= slope.error + 1e-12
    assert slope.jump == 0.0 or slope.jump < 20 * step


@given(left=st.floats(-5, 5), right=st.floats(-5, 5), step=st.floats(1e-6, 1.0))
def test_a_kink_at_the_point_itself_is_known_by_its_jump(
    left: float, right: float, step: float
) -> None:
    """The mean of the two slopes, with their difference as the jump."""
    slope = five(lambda x: right * x if x > 0 else left * x, step)
    assert slope.value == pytest.approx((left + right) / 2, abs=1e-6)
    if abs(right - left) > 1e-3:
        assert slope.jump == pytest.approx(abs(right - left), rel=1e-6)


def test_a_line_at_a_kink_takes_any_slope_between_the_sides() -> None:
    """Two measurements have to see the kink; slopes beyond both sides are wrong."""
    for said, right in ((0.0, True), (0.5, True), (1.0, True), (-0.1, False), (1.1, False)):
        line = Line(np.ones(1), said=said, size=1.0, rtol=1e-3)
        line.slopes.append(Slope(0.5, 0.5, 1.0))
        assert line.at_kink() is None
        line.slopes.append(Slope(0.5, 0.5, 1.0))
        verdict = line.at_kink()
        assert verdict is not None
        assert verdict[0] is right


def test_decided_lines_are_not_measured_again() -> None:
    """A smooth function is asked at one step size only."""
    asked: list[int] = []

    def many(points: list[np.ndarray]) -> list[float]:
        asked.append(len(points))
        return [float((p**2).sum()) for p in points]

    x = np.array([1.0, 2.0])
    lines = [Line(np.ones(2), said=6.0, size=4.5, rtol=1e-3) for _ in range(3)]
    measure_all(lines, lambda p: 0.0, x, many=many, what="f", hint="")
    assert asked == [2, 5, 12]
    assert [len(line.slopes) for line in lines] == [1, 1, 1]
