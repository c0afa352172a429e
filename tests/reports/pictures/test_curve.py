"""reports.pictures.curve: curves as paths, with nothing lost that one looks for in a loss curve."""

from __future__ import annotations

import math
import re
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reports.pictures.curve import HEIGHT, MOST_LINES, WIDTH, charts

ENTRIES = st.none() | st.floats() | st.integers() | st.booleans() | st.text(max_size=3)


def points_of(path: str) -> list[tuple[int, int]]:
    """Every point of a path."""
    return [(int(x), int(y)) for x, y in re.findall(r"(-?\d+) (-?\d+)", path)]


@example([0.0, 2.2250738585e-313])
@given(st.lists(ENTRIES, min_size=1, max_size=50))
@settings(deadline=None)
def test_anything_can_be_a_curve(values: list[Any]) -> None:
    """Whatever a series holds, its paths stay inside the box and hold its finite values."""
    (chart,) = charts({"loss": values})
    finite = [v for v in values if type(v) in (int, float) and -math.inf < v < math.inf]
    for plot in chart.plots:
        points = points_of(plot.lines[0].path)
        assert len(points) == len(finite)
        assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points)


def test_higher_values_are_drawn_higher() -> None:
    """The path falls where the loss falls, on either axis; the first step is at the left edge."""
    (chart,) = charts({"loss": [100.0, 10.0, 1.0]})
    linear, log = (points_of(plot.lines[0].path) for plot in chart.plots)
    assert [x for x, _ in linear] == [0, WIDTH // 2, WIDTH]
    assert linear[0][1] < linear[1][1] < linear[2][1]
    assert log[1][1] - log[0][1] == pytest.approx(log[2][1] - log[1][1], abs=2)  # equal ratios


def test_gaps_break_the_line() -> None:
    """Nothing is drawn across values that were not finite."""
    (chart,) = charts({"loss": [1.0, 2.0, None, float("inf"), 3.0, 4.0]})
    path = chart.plots[0].lines[0].path
    assert path.count("M") == 2
    assert [len(points_of(part)) for part in path.split("M")[1:]] == [2, 2]


def test_gaps_in_long_curves_survive_thinning() -> None:
    """A run that diverges and comes back is still drawn in two pieces."""
    values: list[float | None] = [math.sin(k) + 2 for k in range(5000)]
    values[2500] = None
    (chart,) = charts({"loss": values})
    assert chart.plots[0].lines[0].path.count("M") == 2


def test_log_axis_only_for_positive_values() -> None:
    """A logarithm is offered when it exists and shows something; preferred when values span much."""
    assert [p.log for p in charts({"a": [1.0, 100.0]})[0].plots] == [False, True]
    assert charts({"a": [1.0, 100.0]})[0].prefer_log
    assert not charts({"a": [1.0, 10.0]})[0].prefer_log
    assert len(charts({"a": [0.0, 100.0]})[0].plots) == 1
    assert len(charts({"a": [-1.0, 100.0]})[0].plots) == 1
    assert len(charts({"a": [2.0, 2.1]})[0].plots) == 1


def test_curves_of_one_quantity_share_a_chart() -> None:
    """Losses are compared with losses, accuracies with accuracies."""
    series = {"train_loss": [1.0], "val_accuracy": [0.5], "validation loss": [1.2]}
    assert [chart.title for chart in charts(series)] == [
        "train loss and validation loss",
        "val accuracy",
    ]


def test_lines_are_told_apart_without_colour() -> None:
    """Nine lines have nine styles; more are counted, not drawn."""
    (chart,) = charts({f"loss {k}": [1.0, 2.0] for k in range(12)})
    assert [line.style for line in chart.plots[0].lines] == list(range(MOST_LINES))
    assert chart.omitted == 3


def test_a_single_point_is_a_dot() -> None:
    """A path of one point draws nothing, so it is drawn as a dot."""
    (chart,) = charts({"loss": [0.5]})
    (dot,) = chart.plots[0].lines[0].dots
    assert 0 <= dot.left <= 100
    assert 0 <= dot.top <= 100


@pytest.mark.parametrize(
    "band",
    [
        {"low": 1.0, "high": 2.0},
        {"low": [1.0], "high": [2.0, 2.5, 2.0]},
        {"low": [1.0] * 1000, "high": [2.0] * 3},
    ],
)
def test_bands_span_the_whole_curve(band: Any) -> None:
    """A band reaches from the first step to the last, whatever the length of its edges."""
    (chart,) = charts({"loss": [1.5, 1.4, 1.3, 1.2]}, {"loss": band})
    points = points_of(chart.plots[0].lines[0].band)
    assert chart.banded
    assert min(x for x, _ in points) == 0
    assert max(x for x, _ in points) == WIDTH


def test_a_band_with_a_gap_says_nothing_between() -> None:
    """Where neither edge has a value nothing is drawn: only the start and the end are judged."""
    band = {"low": [1.0, 1.0, *[None] * 7, 0.0, 0.0], "high": [3.0, 3.0, *[None] * 7, 1.5, 1.5]}
    (chart,) = charts({"loss": [2.0] * 101}, {"loss": band})
    path = chart.plots[0].lines[0].band
    assert path.count("Z") == 2
    start, end = (points_of(part) for part in path.split("Z")[:2])
    assert {x for x, _ in start} == {0, WIDTH // 10}
    assert {x for x, _ in end} == {WIDTH * 9 // 10, WIDTH}
    assert max(y for _, y in start) <= max(y for _, y in end)


def test_edges_with_other_gaps_are_drawn_from_end_to_end() -> None:
    """A band whose edges do not match is still a band."""
    band = {"low": [1.0, None, 1.0], "high": [3.0, 3.0, 3.0]}
    (chart,) = charts({"loss": [2.0] * 10}, {"loss": band})
    assert chart.plots[0].lines[0].band.count("Z") == 1


def test_a_curve_that_is_kept_twice_is_drawn_once() -> None:
    """The check drew it in full, the judgement in six digits: one line, with the band."""
    full = [2.3456789, 1.2345678, None]
    short: list[float | str] = [2.34568, 1.23457, "nan"]
    curves = {"loss of each batch": full, "loss": short}
    (chart,) = charts(curves, {"loss": {"low": 0.0, "high": 3.0}})
    assert [line.name for line in chart.plots[0].lines] == ["loss of each batch"]
    assert chart.banded
    assert len(charts({"first_loss": full, "second_loss": full})[0].plots[0].lines) == 2


@pytest.mark.parametrize(
    "band", [None, 3, "x", [], {}, {"low": []}, {"low": None, "high": 1}, {"low": "a", "high": "b"}]
)
def test_odd_bands_are_left_out(band: Any) -> None:
    """A band that is none draws nothing."""
    (chart,) = charts({"loss": [1.0, 2.0]}, {"loss": band})
    assert not chart.banded


@pytest.mark.parametrize("curves", [{}, {"loss": []}, {"loss": "text"}, {"loss": 3}, {"x": None}])
def test_no_values_no_chart(curves: Any) -> None:
    """Nothing recorded, nothing drawn."""
    assert charts(curves) == ()
