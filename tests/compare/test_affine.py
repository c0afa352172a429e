"""Affine forms enclose what they stand for: every choice of the old errors, some choice of the new."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.compare import Interval
from grader.compare._hand import Hand

ERRORS = st.lists(st.floats(-1, 1), min_size=3, max_size=3)
COEFFICIENTS = st.lists(st.floats(-0.3, 0.3), min_size=3, max_size=3)


def form(hand: Hand, centre: float, coefficients: list[float]) -> Interval:
    """centre + c0 e1 + c1 e2 + c2 e3, with bounds as wide as that."""
    noise = dict(enumerate(coefficients, start=1))
    radius = sum(map(abs, coefficients))
    return Interval(hand, centre, noise, centre - radius, centre + radius, False)


def at(x: Interval, errors: list[float]) -> tuple[float, float]:
    """Its value for these old errors, and how far the new ones may move it."""
    value, room = x.centre, 0.0
    for key, c in x.noise.items():
        if key <= len(errors):
            value += c * errors[key - 1]
        else:
            room += abs(c)
    return value, room


UNARY: dict[str, tuple[Callable[[float], float], float]] = {
    "exp": (math.exp, 0.0),
    "log": (math.log, 2.0),
    "sqrt": (math.sqrt, 2.0),
    "sin": (math.sin, 0.0),
    "cos": (math.cos, 0.0),
    "tanh": (math.tanh, 0.0),
}


@pytest.mark.parametrize("name", UNARY)
@given(shift=st.floats(-0.9, 4.0), c=COEFFICIENTS, e=ERRORS, stretch=st.floats(0.1, 1.0))
def test_functions_enclose_their_values(
    name: str, shift: float, c: list[float], e: list[float], stretch: float
) -> None:
    """The line and its new error hold the function at every point of the form."""
    function, lowest = UNARY[name]
    hand = Hand(unit=0.0, style="nearest", used=3)
    x = form(hand, lowest + shift, [stretch * k for k in c])
    point, _ = at(x, e)
    y = getattr(np, name)(x)
    value, room = at(y, e)
    assert abs(function(point) - value) <= room + 1e-12
    assert y.low - 1e-12 <= function(point) <= y.high + 1e-12


@pytest.mark.parametrize("name", ["sin", "cos"])
@given(centre=st.floats(-20, 20), width=st.floats(0, 12), e=st.floats(-1, 1))
def test_several_turns_are_enclosed(name: str, centre: float, width: float, e: float) -> None:
    """Wide arguments of sin and cos, extremes inside."""
    hand = Hand(unit=0.0, style="nearest", used=3)
    y = getattr(np, name)(form(hand, centre, [width, 0.0, 0.0]))
    value, room = at(y, [e, 0.0, 0.0])
    truth = getattr(math, name)(centre + width * e)
    assert abs(truth - value) <= room + 1e-9
    assert y.low - 1e-9 <= truth <= y.high + 1e-9


BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / (b + 3.0),
    "divide_negative": lambda a, b: a / (b - 3.0),
    "square": lambda a, b: a * a,
    "cube": lambda a, b: a**3,
    "reflected": lambda a, b: 2.0 - 3.0 / (a + 3.0) * b,
}


@pytest.mark.parametrize("name", BINARY)
@settings(max_examples=150)
@given(a=st.floats(-1.5, 1.5), b=st.floats(-1.5, 1.5), c=COEFFICIENTS, d=COEFFICIENTS, e=ERRORS)
def test_operations_enclose_their_values(
    name: str, a: float, b: float, c: list[float], d: list[float], e: list[float]
) -> None:
    """The same errors on both sides, as for a rounded number that is used twice."""
    hand = Hand(unit=0.0, style="nearest", used=3)
    x, y = form(hand, a, c), form(hand, b, d)
    z = BINARY[name](x, y)
    value, room = at(z, e)
    truth = BINARY[name](at(x, e)[0], at(y, e)[0])
    assert abs(truth - value) <= room + 1e-12
    assert z.low - 1e-12 <= truth <= z.high + 1e-12


@given(a=st.floats(-1, 1), b=st.floats(-1, 1), c=COEFFICIENTS, d=COEFFICIENTS, e=ERRORS)
def test_maximum_encloses_either(
    a: float, b: float, c: list[float], d: list[float], e: list[float]
) -> None:
    """max, min, relu and abs by their bounds."""
    hand = Hand(unit=0.0, style="nearest", used=3)
    x, y = form(hand, a, c), form(hand, b, d)
    p, q = at(x, e)[0], at(y, e)[0]
    for z, truth in (
        (x.maximum(y), max(p, q)),
        (x.minimum(y), min(p, q)),
        (x.relu(), max(p, 0.0)),
        (abs(x), abs(p)),
    ):
        value, room = at(z, e)
        assert z.low - 1e-12 <= truth <= z.high + 1e-12
        assert abs(truth - value) <= room + 1e-12


WAYS: dict[str, Callable[[float], float]] = {
    "even": lambda v: round(v, 2),
    "away": lambda v: math.copysign(math.floor(abs(v) * 100 + 0.5 + 1e-9) / 100, v),
    "cut": lambda v: math.trunc(v * 100 + math.copysign(1e-9, v)) / 100,
    "kept": lambda v: v,
}


@pytest.mark.parametrize(
    ("style", "ways"),
    [
        ("nearest", ("even", "away", "kept")),
        ("truncated", ("cut",)),
        ("mixed", ("even", "away", "cut", "kept")),
    ],
)
@given(v=st.floats(-2, 2) | st.sampled_from([0.125, -0.125, 0.375, 0.1, -0.3, 0.0]), data=st.data())
def test_a_hand_bounds_what_shortening_does(
    style: Any, ways: tuple[str, ...], v: float, data: st.DataObject
) -> None:
    """The error and the bounds hold for a number anywhere between two bounds, halves included."""
    low = v - data.draw(st.floats(0, 0.5))
    high = v + data.draw(st.floats(0, 0.5))
    hand = Hand(unit=0.01, style=style)
    middle, half = hand.error(low, high)
    least, most = hand.shortened(low, high)
    for way in ways:
        short = WAYS[way](v)
        assert middle - half - 1e-9 <= short - v <= middle + half + 1e-9
        assert least - 1e-9 <= short <= most + 1e-9


def test_the_error_is_no_wider_than_it_must_be() -> None:
    """Half a unit either way for rounding, a unit towards zero for cutting off."""
    assert Hand(unit=0.01, style="nearest").error(1.0, 2.0) == (0.0, 0.005)
    assert Hand(unit=0.01, style="truncated").error(1.0, 2.0) == (-0.005, 0.005)
    assert Hand(unit=0.01, style="truncated").error(-2.0, -1.0) == (0.005, 0.005)
    assert Hand(unit=0.01, style="truncated").error(-1.0, 1.0) == (0.0, 0.01)


def test_symbols_are_never_used_twice() -> None:
    """Two roundings are independent."""
    hand = Hand(unit=0.01, style="nearest")
    assert [hand.symbol(), hand.symbol()] == [1, 2]
