"""reports.pictures.axis: round ticks and positions."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.pictures.axis import Axis, spanning

VALUES = st.floats(allow_nan=False, allow_infinity=False)
POSITIVE = st.floats(min_value=1e-300, max_value=1e300)


@given(VALUES, VALUES, st.integers(3, 8))
@settings(deadline=None)
def test_linear_axes_hold_their_values(a: float, b: float, most: int) -> None:
    """Any two finite values lie on their axis, in order, and the ticks do too."""
    low, high = min(a, b), max(a, b)
    axis = spanning(low, high)
    assert axis.low < axis.high
    assert 0 <= axis.at(low) <= axis.at(high) <= 1
    ticks = axis.ticks(most)
    assert list(ticks) == sorted(ticks)
    assert len(ticks) <= 1.4 * most + 1
    room = 1e-6 * (axis.high - axis.low)
    assert all(axis.low - room <= tick <= axis.high + room for tick in ticks)


@given(POSITIVE, POSITIVE)
@settings(deadline=None)
def test_logarithmic_axes_hold_their_values(a: float, b: float) -> None:
    """The same for positive values and equal ratios."""
    low, high = min(a, b), max(a, b)
    axis = spanning(low, high, log=True)
    assert 0 < axis.low < axis.high
    assert 0 <= axis.at(low) <= axis.at(high) <= 1
    assert all(tick > 0 for tick in axis.ticks())


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 10, (0, 2, 4, 6, 8, 10)),
        (0, 1, (0, 0.2, 0.4, 0.6, 0.8, 1)),
        (1, 600, (100, 200, 300, 400, 500, 600)),
        (-0.05, 0.05, (-0.04, -0.02, 0, 0.02, 0.04)),
    ],
)
def test_ticks_are_round(low: float, high: float, ticks: tuple[float, ...]) -> None:
    """Ticks are multiples of 1, 2 or 5 times a power of ten."""
    assert Axis(low=low, high=high).ticks(5) == pytest.approx(ticks)


def test_decades_are_thinned_evenly() -> None:
    """A logarithmic axis over many decades has few ticks, equally far apart."""
    ticks = Axis(low=1e-9, high=1e9, log=True).ticks(5)
    assert len(ticks) <= 6
    ratios = {round(math.log10(b / a), 6) for a, b in itertools.pairwise(ticks)}
    assert len(ratios) == 1


def test_a_flat_line_gets_room() -> None:
    """All values alike still give an axis, with the line inside it."""
    for value in (0.0, 5.0, -3e9, 1e-12):
        axis = spanning(value, value)
        assert 0.2 < axis.at(value) < 0.8
