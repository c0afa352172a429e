"""Several results at once, and arrays made ready for arithmetic."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from grader.compare import array, results, series, squeezed
from grader.errors import CheckFailed

W, B = np.ones((2, 3)), np.zeros(2)


@pytest.mark.parametrize(
    "value",
    [(W, B), [W, B], {"dw": W, "db": B}, {"db": B, "more": 1, "dw": W}, {"dW": W, "dB": B}],
)
def test_results_come_in_the_order_of_the_names(value: Any) -> None:
    """A tuple, a list, and a dict by names, whatever its order and capitals."""
    dw, db = results(value, "dw", "db", what="gradients")
    assert dw is W
    assert db is B


def test_an_array_of_scalars_is_several_results() -> None:
    """np.array([a, b, c]) for three numbers."""
    assert results(np.array([1.0, 2.0, 3.0]), "a", "b", "c", what="f") == (1.0, 2.0, 3.0)


def test_names_that_differ_only_in_case_are_kept_apart() -> None:
    """Exact names win; folded names are used only when they are clear."""
    both = {"w": 1, "W": 2}
    assert results(both, "W", "w", what="f") == (2, 1)
    with pytest.raises(CheckFailed):
        results({"LOSS": 1, "Loss": 2}, "loss", "LOSs", what="f")


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ((W,), "a tuple of 1 value"),
        ((W, B, B), "a tuple of 3 values"),
        (None, "None"),
        ({"dw": W}, "a dict with the key 'dw'"),
        ({}, "a dict with no keys"),
        (3.0, "3"),
        ("ab", "the string 'ab'"),
        (np.ones((3, 2)), "(3, 2) float64"),
    ],
)
def test_another_number_of_results_is_told(value: Any, told: str) -> None:
    """The message says what came and which names were asked for."""
    with pytest.raises(CheckFailed) as caught:
        results(value, "dw", "db", what="gradients")
    assert caught.value.mismatch.got == told
    assert caught.value.mismatch.expected == "2 values: dw, db"


def test_one_result_may_come_bare_or_named() -> None:
    """A single name is looked for in a dict, else the value is taken as it is."""
    assert results(0.5, "loss", what="f") == (0.5,)
    assert results([0.5], "loss", what="f") == (0.5,)
    assert results({"loss": [1, 2]}, "loss", what="f") == ([1, 2],)
    with pytest.raises(CheckFailed, match="a value named loss"):
        results({"losses": [1, 2]}, "loss", what="f")


def test_array_gives_writable_float64_of_the_shape_asked_for() -> None:
    """Ready for arithmetic, and not the student's own memory."""
    given = np.broadcast_to(np.float32(2), (1, 3))
    ready = array(given, what="x", shape=(3, 1))
    ready[0] = 5.0
    assert ready.dtype == np.float64
    assert ready.tolist() == [[5.0], [2.0], [2.0]]
    same = np.ones(3)
    array(same, what="x")[0] = 7.0
    assert same[0] == 1.0


@pytest.mark.parametrize(
    ("value", "arguments", "told"),
    [
        ([[1, 2], [3]], {}, "a list of unequal parts: [0] has shape (2,), [1] (1,)"),
        ([[1, [2, "3"]]], {}, "the string '3' at [0, 1, 1]"),
        (np.array(["1", "2"]), {}, "an array of strings, shape (2,)"),
        (np.ones((2, 3)), {"shape": (3, 2)}, "(2, 3) float64"),
        (np.ones((2, 3)), {"ndim": 1}, "(2, 3) float64"),
        ([1.0, np.nan], {}, "(2,) list, 1 of 2 not finite (nan 1, inf 0)"),
        (np.array(["2020-01-01"], dtype="M8[D]"), {}, "datetime64[D] entries"),
        (np.timedelta64(3, "s"), {}, "a time difference"),
        ({"a": 1}, {}, "a dict with the key 'a'"),
    ],
)
def test_array_names_what_it_refuses(value: Any, arguments: dict[str, Any], told: str) -> None:
    """What came, and where in a nested list."""
    with pytest.raises(CheckFailed) as caught:
        array(value, what="x", **arguments)
    assert told in caught.value.mismatch.got


def test_array_drops_axes_of_length_one_for_ndim() -> None:
    """A column is a vector; nan passes where it is allowed."""
    assert array([[1], [2]], what="x", ndim=1).shape == (2,)
    assert np.isnan(array([np.nan], what="x", finite=False)).all()


def test_series_is_flat() -> None:
    """Columns, rows and single numbers become one axis; matrices are refused."""
    assert series([[1.0], [2.0]], what="loss").tolist() == [1.0, 2.0]
    assert series(3.0, what="loss").tolist() == [3.0]
    assert series([], what="loss").size == 0
    with pytest.raises(CheckFailed, match=r"shape \(2, 2\)"):
        series(np.ones((2, 2)), what="loss")


def test_squeezed_drops_only_ones() -> None:
    """(1, 0, 3, 1) keeps its empty axis."""
    assert squeezed((1, 0, 3, 1)) == (0, 3)
