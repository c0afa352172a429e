"""reports.pictures.heatmap: where a large matrix is off."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.pictures.heat import MOST
from reports.pictures.heatmap import FINEST, from_blocks, from_values

CELLS = st.none() | st.floats() | st.integers() | st.booleans() | st.text(max_size=4)
NESTED = st.recursive(CELLS, lambda inner: st.lists(inner, max_size=14), max_leaves=40)


def zeros(rows: int, columns: int) -> list[list[Any]]:
    """A matrix of zeros."""
    return [[0.0] * columns for _ in range(rows)]


def squares(paths: tuple[tuple[int, str], ...]) -> dict[tuple[int, int], int]:
    """Column and row of every square, with its shade."""
    found = {}
    for shade, path in paths:
        for square in path.split("M")[1:]:
            x, y = square.removesuffix("h1v1h-1z").split()
            found[int(x), int(y)] = shade
    return found


def test_wrong_entries_are_where_they_are() -> None:
    """Each wrong entry is a square at its column and row; right ones are none."""
    got = zeros(12, 15)
    got[3][7], got[11][14] = 1.0, -4.0
    drawn = from_values(zeros(12, 15), got, None)
    assert drawn is not None
    assert (drawn.rows, drawn.columns) == (12, 15)
    assert squares(drawn.paths) == {(7, 3): 2, (14, 11): 4}
    assert drawn.worst == (14, 11)
    assert drawn.blocks == ""
    assert drawn.summary == (
        "2 of 180 entries off, all in rows 3 to 11, columns 7 to 14; "
        "furthest at row 11, column 14, counted from 0"
    )


@pytest.mark.parametrize(("rows", "columns"), [(33, 100), (400, 40), (31, 1000), (64, 64)])
def test_no_entry_is_lost_in_a_block(rows: int, columns: int) -> None:
    """Of a matrix larger than the picture one wrong entry still shows, in the right block."""
    for i, j in ((0, 0), (rows - 1, columns - 1), (rows // 2, columns // 3)):
        got = zeros(rows, columns)
        got[i][j] = 5.0
        drawn = from_values(zeros(rows, columns), got, None)
        assert drawn is not None
        assert max(drawn.rows, drawn.columns) <= FINEST
        ((x, y),) = squares(drawn.paths)
        assert x == j // -(-columns // FINEST)
        assert y == i // -(-rows // FINEST)
        assert "Each square stands for" in drawn.blocks


def test_everything_off_is_said_so() -> None:
    """All of it, without rows and columns from end to end."""
    drawn = from_values(zeros(2, 11), [[1.0] * 11] * 2, None)
    assert drawn is not None
    assert drawn.summary == "All 22 entries off; furthest at row 0, column 0, counted from 0"


def test_a_vector_has_no_rows() -> None:
    """Its entries are counted along the one axis it has."""
    drawn = from_values([0.0] * 20, [0.0] * 19 + [1.0], None)
    assert drawn is not None
    assert drawn.caption.startswith("Where it is off, 20 entries;")
    assert (
        drawn.summary
        == "1 of 20 entries off, all in entry 19; furthest at entry 19, counted from 0"
    )


def test_small_and_unequal_matrices_have_no_map() -> None:
    """A table shows all of a small one; of another shape no entry can be compared."""
    assert from_values(zeros(MOST, MOST), [[1.0] * MOST] * MOST, None) is None
    assert from_values(zeros(12, 12), zeros(12, 13), None) is None
    assert from_values(None, zeros(12, 12), None) is None


def test_nothing_to_see_is_not_drawn() -> None:
    """Errors below what is marked, where the check had a finer tolerance: no empty picture."""
    assert from_values(zeros(12, 12), zeros(12, 12), None) is None


def test_what_is_not_finite_is_darkest() -> None:
    """nan where a number was expected."""
    got = zeros(12, 12)
    got[1][2], got[5][5] = None, 1.0
    drawn = from_values(zeros(12, 12), got, None)
    assert drawn is not None
    assert drawn.worst == (2, 1)
    assert squares(drawn.paths)[2, 1] == 4


def test_blocks_of_the_grader() -> None:
    """Of a matrix too large to keep its blocks are drawn, and named by their entries."""
    values = zeros(20, 24)
    values[3][2] = 4.5
    drawn = from_blocks({"shape": [299, 700], "block": [15, 30], "values": values, "noticed": 0.01})
    assert drawn is not None
    assert squares(drawn.paths) == {(2, 3): 4}
    assert drawn.blocks == "Each square stands for 15 × 30 entries."
    assert "rows 45 to 59, columns 60 to 89" in drawn.summary
    values[19][0] = 4.0
    edge = from_blocks({"shape": [299, 700], "block": [15, 30], "values": values, "noticed": 0.01})
    assert edge is not None
    assert "rows 45 to 298" in edge.summary


@pytest.mark.parametrize(
    "given_",
    [
        *(
            None,
            3,
            "x",
            [],
            {},
            {"values": [[1.0]]},
            {"values": [[1.0]], "shape": [3], "block": [1]},
        ),
        {"values": [[1.0]], "shape": [0, 1], "block": [1, 1]},
        {"values": [[1.0]], "shape": [True, 1], "block": [1, 1]},
        {"values": "text", "shape": [1, 1], "block": [1, 1]},
    ],
)
def test_odd_blocks_draw_nothing(given_: Any) -> None:
    """A result file with something else there has a page without the picture."""
    assert from_blocks(given_) is None


@given(NESTED, NESTED, NESTED)
@settings(deadline=None)
def test_anything_can_be_a_matrix(expected: Any, got: Any, error: Any) -> None:
    """Whatever stands there, nothing raises and nothing is larger than the picture."""
    for drawn in (
        from_values(expected, got, error),
        from_blocks({"shape": [9, 9], "block": [2, 2], "values": error, "noticed": got}),
    ):
        assert drawn is None or max(drawn.rows, drawn.columns) <= FINEST
