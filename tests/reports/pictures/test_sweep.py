"""reports.pictures.sweep: a quantity against the learning rate."""

from __future__ import annotations

import math
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.pictures.curve import HEIGHT, WIDTH, Chart
from reports.pictures.sweep import charts

RATES = [10.0**k for k in range(-6, 3)]
VALUES = [0.1, 0.1, 0.2, 0.5, 0.9, 0.8, 0.3, 0.1, 0.1]
ANY = st.recursive(
    st.none() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.sampled_from(["x", "series", "band", "low", "high", "a"]), inner)
    ),
    max_leaves=20,
)


def swept(values: list[Any], **more: Any) -> Chart:
    """The chart of one series over RATES."""
    (drawn,) = charts({"x": RATES, "series": {"accuracy": values}, **more}, {})
    return drawn


def points_of(path: str) -> list[tuple[int, int]]:
    """Every corner of a path."""
    return [(int(x), int(y)) for x, y in re.findall(r"(\d+) (\d+)", path)]


def test_equal_ratios_are_equal_distances() -> None:
    """Nine rates a factor of ten apart stand evenly, and the best is the highest point."""
    line = swept(VALUES).plots[0].lines[0]
    points = points_of(line.path)
    steps = [b[0] - a[0] for a, b in zip(points, points[1:], strict=False)]
    assert max(steps) - min(steps) <= 1
    assert 0 < points[0][0] < points[-1][0] < WIDTH
    assert min(range(9), key=lambda k: points[k][1]) == 4
    assert all(0 <= y <= HEIGHT for _, y in points)
    assert len(line.dots) == 9


def test_the_axis_is_labelled_with_powers_of_ten() -> None:
    """Round rates inside the axis, and the words that it is logarithmic."""
    plot = swept(VALUES, x_label="learning rate", y_label="best accuracy").plots[0]
    assert plot.label == "learning rate, logarithmic"
    assert all(math.log10(float(tick.text)).is_integer() for tick in plot.across)
    assert len(plot.across) >= 3


def test_the_order_of_the_rates_does_not_matter() -> None:
    """A sweep handed over in another order is the same picture."""
    backwards = {"x": RATES[::-1], "series": {"accuracy": VALUES[::-1]}}
    assert charts(backwards, {}) == (swept(VALUES),)


def test_what_is_not_finite_is_marked_and_told() -> None:
    """The line has a gap, a mark stands at the rate, and the words name it."""
    line = swept([*VALUES[:7], "nan", 0.1]).plots[0].lines[0]
    assert line.path.count("M") == 2
    assert [dot.gone for dot in line.dots].count(True) == 1
    assert line.summary == "9 rates: lowest 0.1 at 1e-6, highest 0.9 at 0.01, not finite at 10"
    assert "not finite at 10" in line.spoken


def test_a_screen_reader_gets_every_value() -> None:
    """Few values are all told; of many the sentence has to do."""
    assert swept(VALUES).plots[0].lines[0].spoken.count(" at ") == 9
    many = {"x": [float(k) for k in range(1, 60)], "series": {"a": [1.0] * 59}}
    assert charts(many, {})[0].plots[0].lines[0].spoken == ""


def test_the_band_is_drawn_behind() -> None:
    """A number for all rates or one for each; it spans all of them."""
    drawn = swept(VALUES, band={"accuracy": {"low": 0.0, "high": [0.5, *[1.0] * 7, 0.5]}})
    assert drawn.banded
    xs = [x for x, _ in points_of(drawn.plots[0].lines[0].band)]
    line = points_of(drawn.plots[0].lines[0].path)
    assert (min(xs), max(xs)) == (line[0][0], line[-1][0])


def test_sweeps_are_read_off_curves() -> None:
    """A loss curve for every rate gives the loss at the end; accuracies give their best."""
    curves = {f"loss, rate {rate:g}": [2.3, 2.3 - k / 10] for k, rate in enumerate(RATES)}
    curves |= {f"val_accuracy at lr={rate:g}": [0.1, k / 10, 0.2] for k, rate in enumerate(RATES)}
    loss, accuracy = charts(None, curves)
    assert loss.title == "Loss at the end against learning rate"
    assert loss.plots[0].lines[0].summary == "9 rates: lowest 1.5 at 100, highest 2.3 at 1e-6"
    assert accuracy.title == "Best val accuracy against learning rate"
    assert "highest 0.8 at 100" in accuracy.plots[0].lines[0].summary


def test_a_run_that_diverged_has_no_end() -> None:
    """nan in the last tenth is not averaged away."""
    curves: dict[str, Any] = {f"loss, rate {rate:g}": [1.0] * 20 for rate in (0.1, 1, 10)}
    curves["loss, rate 10"] = [1.0] * 19 + [None]
    (drawn,) = charts(None, curves)
    assert "not finite at 10" in drawn.plots[0].lines[0].summary


@pytest.mark.parametrize(
    "curves",
    [
        {},
        {"loss": [1.0]},
        {"loss, rate 0.1": [1.0], "loss, rate 1": [1.0]},
        {f"loss of layer {k}": [1.0] for k in range(5)},
        {f"loss, rate {'9' * k}.{'.' * k}": [1.0] for k in range(1, 5)},
        {f"loss, rate 0.{k}": "text" for k in range(1, 5)},
    ],
)
def test_other_curves_are_no_sweep(curves: Any) -> None:
    """It takes three rates."""
    assert charts(None, curves) == ()


@pytest.mark.parametrize(
    "odd",
    [
        *({}, {"x": [1.0]}, {"x": [1.0], "series": {}}, {"x": [1.0], "series": {"a": "text"}}),
        *({"x": [0.0, -1.0], "series": {"a": [1.0, 2.0]}}, {"x": "x", "series": {"a": [1.0]}}),
        {"x": [None, "a"], "series": {"a": [1.0, 1.0]}},
    ],
)
def test_what_is_no_sweep_draws_nothing(odd: Any) -> None:
    """No positive rate, no values: no picture, and no other one in its place."""
    assert charts(odd, {f"loss, rate {k}": [1.0] for k in (1, 2, 3)}) == ()


@given(ANY, ANY)
@settings(deadline=None)
def test_anything_can_stand_there(sweep: Any, curves: Any) -> None:
    """Nothing raises, and everything drawn is inside the box."""
    given_ = {"x": RATES, "series": {"a": curves, "b": VALUES}, "band": sweep}
    for value in (sweep, given_):
        for drawn in charts(value, curves if isinstance(curves, dict) else {}):
            for line in drawn.plots[0].lines:
                assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points_of(line.path))
                assert all(0 <= dot.left <= 100 and 0 <= dot.top <= 100 for dot in line.dots)
