"""reports.pictures.heat: small matrices as tables."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.pictures.heat import MOST, PART, tables

CELLS = st.none() | st.floats() | st.integers() | st.booleans() | st.text(max_size=4)
NESTED = st.recursive(CELLS, lambda inner: st.lists(inner, max_size=4), max_leaves=20)


@given(NESTED, NESTED, NESTED)
@settings(deadline=None)
def test_anything_can_be_a_matrix(expected: Any, got: Any, error: Any) -> None:
    """Whatever stands there, no table is larger than the limit and nothing raises."""
    for table in tables(expected, got, error):
        assert len(table.rows) <= MOST
        assert all(len(cells) == len(table.columns) <= MOST for _, cells in table.rows)


def test_equal_cells_have_no_shade() -> None:
    """Right cells are plain; wrong ones carry the expected value; the worst is marked once."""
    (table,) = tables([[1.0, 2.0], [3.0, 4.0]], [[1.0, 2.5], [3.0, 9.0]], None)
    cells = [cell for _, row in table.rows for cell in row]
    assert [cell.expected for cell in cells] == ["", "2", "", "4"]
    assert [cell.worst for cell in cells] == [False, False, False, True]
    assert cells[0].shade == cells[2].shade == 0
    assert 0 < cells[1].shade < cells[3].shade


def test_small_errors_beside_a_huge_one_are_still_marked() -> None:
    """A cell is plain only when it is as good as right, not because another is worse."""
    (table,) = tables([1.0, 1.0, 1.0], [1.5, 1e9, 1.0], None)
    assert [cell.shade > 0 for cell in table.rows[0][1]] == [True, True, False]


def test_cells_that_are_not_finite_are_darkest() -> None:
    """nan where a number was expected is as wrong as can be; nan where nan was expected is right."""
    (table,) = tables([[1.0, None], [3.0, 4.0]], [[None, None], [3.0, 4.1]], None)
    (_, (first, second)), (_, (third, fourth)) = table.rows
    assert first.got == "nan"
    assert first.expected == "1"
    assert first.worst
    assert second.shade == 0
    assert third.shade == 0
    assert 0 < fourth.shade <= first.shade


def test_a_given_error_is_used() -> None:
    """When the check says how far each cell is off, the shades follow it."""
    (table,) = tables([1.0, 1.0], [2.0, 2.0], [0.0, -1.0])
    assert [cell.shade for cell in table.rows[0][1]] == [0, 4]


def test_other_shapes_stand_side_by_side() -> None:
    """What cannot be compared cell by cell is shown as it is, with its shape."""
    got, expected = tables([[1.0, 2.0]], [[1.0], [2.0]], None)
    assert got.caption == "What came back, 2 × 1"
    assert expected.caption == "Expected, 1 × 2"
    assert tables([[1.0]], None, None)[0].caption == "Expected, 1 × 1"


def test_large_matrices_show_the_worst_place() -> None:
    """Of a large matrix the part around the worst cell is shown, with its own indices."""
    expected = [[0.0] * 50 for _ in range(40)]
    got = [row[:] for row in expected]
    got[33][47] = 7.0
    (table,) = tables(expected, got, None)
    assert 47 in table.columns
    assert len(table.rows) == len(table.columns) == PART
    assert "33" in dict(table.rows)
    cell = dict(table.rows)["33"][table.columns.index(47)]
    assert cell.worst
    assert cell.got == "7"
    assert table.cut == "Shown: rows 30 to 36 of 40, columns 43 to 49 of 50, counted from 0."


def test_a_vector_has_no_row() -> None:
    """One row needs no index; of a long one it is said which entries are shown."""
    (table,) = tables([0.0] * 30, [0.0] * 29 + [1.0], None)
    assert [label for label, _ in table.rows] == [""]
    assert table.cut == "Shown: entries 23 to 29 of 30, counted from 0."


def test_wrong_cells_never_look_right() -> None:
    """Two numbers that differ are written with as many digits as it takes to see it."""
    (table,) = tables([0.123456, 1.0], [0.1234789, 0.9], [1.0, 0.1])
    first, second = table.rows[0][1]
    assert (first.got, first.expected) == ("0.123479", "0.123456")
    assert (second.got, second.expected) == ("0.9", "1")


def test_numbers_beyond_floats() -> None:
    """An integer of a thousand digits is shown as huge and is as wrong as can be."""
    (table,) = tables([1.0, 2.0], [10**1000, 2.0], None)
    assert table.rows[0][1][0].got == "huge"
    assert table.rows[0][1][0].worst


@pytest.mark.parametrize("value", [None, 3, "abc", [], [[]], [[1], [2, 3]], [[1], 2], [[[1]]], {}])
def test_what_is_no_matrix_is_left_out(value: Any) -> None:
    """Ragged, deep and empty lists draw nothing."""
    assert tables(value, value, value) == ()
