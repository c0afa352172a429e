"""reports.pictures.series: long curves lose nothing that one looks for, and are told in words."""

from __future__ import annotations

import math

import pytest

from reports.pictures.series import MOST_POINTS, series, thinned


@pytest.mark.parametrize("length", [401, 1000, 9999])
def test_thinning_keeps_spikes_and_ends(length: int) -> None:
    """At most 400 points remain, among them both ends, the lowest and the highest."""
    values = [math.cos(k / 7) for k in range(length)]
    values[1], values[length // 3] = 50.0, -50.0
    points = list(enumerate(values, 1))
    kept = thinned([(float(k), v) for k, v in points])
    assert len(kept) <= MOST_POINTS
    assert set(kept) <= set(points)
    assert kept == sorted(kept)
    assert {points[0], points[-1], points[1], points[length // 3]} <= set(kept)


def test_thinning_leaves_short_curves_alone() -> None:
    """Up to 400 values are all drawn."""
    points = [(float(k), float(k % 3)) for k in range(MOST_POINTS)]
    assert thinned(points) is points


def test_summary_tells_the_curve() -> None:
    """A reader who cannot see the chart learns start, end, lowest and what was not finite."""
    text = series("loss", [2.3, 0.5, 0.7, None, None]).summary
    assert (
        text == "5 values: starts at 2.3, ends at 0.7, lowest 0.5 at 2, 2 not finite (first at 4)"
    )
    assert series("loss", [None, float("nan")]).summary == "2 values, none of them finite"
