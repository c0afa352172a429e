"""reports.overview.histogram: how the marks of a class are counted."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.overview.histogram import Histogram, histogram

MARKS = st.lists(st.tuples(st.floats(-5, 120), st.booleans()), max_size=60)


def drawn_of(marks: list[tuple[float, bool]], possible: float) -> Histogram:
    """The histogram of a class with these marks in this order."""
    return histogram([(k, mark, complete) for k, (mark, complete) in enumerate(marks)], possible)


@given(MARKS, st.floats(0, 100))
@settings(deadline=None)
def test_every_mark_is_counted_once(marks: list[tuple[float, bool]], possible: float) -> None:
    """Penalties and bonuses too; every student is behind one bar, and no bar is above the tallest."""
    drawn = drawn_of(marks, possible)
    assert sorted(k for bar in drawn.bars for k in bar.figure.who) == [*range(len(marks))]
    assert drawn.open == any(not complete for _, complete in marks)
    assert all(bar.complete + bar.open <= 100.01 for bar in drawn.bars)
    assert len({bar.figure.key for bar in drawn.bars}) == len(drawn.bars)


@pytest.mark.parametrize("possible", [1, 10, 12, 14, 21.5, 44, 100, 0.5])
def test_intervals_are_a_readable_number(possible: float) -> None:
    """Neither two bars nor fifty, of round width, from 0 to full marks or a little more."""
    drawn = drawn_of([(possible, True)], possible)
    assert 7 <= len(drawn.bars) <= 16
    assert drawn.bars[-1].count == 1


def test_intervals_are_round() -> None:
    """Fourteen points are counted in fourteen intervals, a hundred in ten."""
    assert len(drawn_of([], 14).bars) == 14
    assert [edge.text for edge in drawn_of([], 100).edges][:3] == ["0", "10", "20"]


def test_edges_belong_to_the_interval_above() -> None:
    """A mark on an edge counts above it; full marks in the last interval."""
    drawn = drawn_of([(0, True), (1, True), (9.99, True), (10, True)], 10)
    assert [bar.count for bar in drawn.bars] == [1, 1, 0, 0, 0, 0, 0, 0, 0, 2]


def test_marks_that_can_grow_are_told_apart() -> None:
    """Final and unfinished marks are two parts of one bar, and the words say which it is."""
    drawn = drawn_of([(3.5, True), (3.5, False), (3.9, False)], 10)
    (bar,) = [bar for bar in drawn.bars if bar.count]
    assert bar.open == pytest.approx(2 * bar.complete, abs=0.1)
    assert (bar.figure.label, bar.figure.key) == ("3 to 4 points", "mark:3..4")


def test_no_points_at_all() -> None:
    """A homework of written answers without points still has a page."""
    assert drawn_of([(0.0, False)], 0).bars[0].count == 1
    assert drawn_of([], 0).bars[0].count == 0


def test_edges_are_exact_and_rounding_does_not_matter() -> None:
    """A sum of tenths stands on its edge; a mark that is really below stays below."""
    tenths = sum([0.1] * 3)  # a little more than 0.3
    less = 1 - 0.7  # a little less than 0.3
    drawn = drawn_of([(tenths, True), (less, True), (0.29995, True)], 1)
    assert [edge.text for edge in drawn.edges][:2] == ["0", "0.1"]
    assert [bar.figure.who for bar in drawn.bars if bar.count] == [(2,), (0, 1)]
