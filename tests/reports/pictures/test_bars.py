"""reports.pictures.bars: parameters of each layer beside the reference."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.pictures.bars import MOST, bars

ANY = st.recursive(
    st.none() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "expected", "got"]), inner)
    ),
    max_leaves=15,
)


def layer(name: str, expected: int, got: int | None) -> dict[str, Any]:
    """A row as the grader keeps it."""
    return {"name": name, "expected": expected, "got": got}


def test_every_layer_is_told_in_numbers_and_words() -> None:
    """Right, too few, missing, and one that nobody asked for; the sums at the end."""
    drawn = bars(
        [layer("a", 510, 510), layer("b", 1020, 510), layer("c", 8, None), layer("d", 0, 2040)]
    )
    assert drawn is not None
    told = [(row.name, row.expected, row.got, row.difference) for row in drawn.layers]
    assert told == [
        ("a", "510", "510", "right"),
        ("b", "1 020".replace(" ", "\u202f"), "510", "510 too few"),
        ("c", "8", "none", "missing"),
        ("d", "0", "2\u202f040", "not asked for"),
        ("all together", "1\u202f538", "3\u202f060", "1\u202f522 too many"),
    ]
    assert [row.right for row in drawn.layers] == [True, False, False, False, False]


def test_bars_are_as_long_as_their_numbers() -> None:
    """In percent of the longest; the sum has no bar, or the others would be dwarfed."""
    drawn = bars([layer("a", 100, 50), layer("b", 25, 0)])
    assert drawn is not None
    assert [(row.expected_width, row.got_width) for row in drawn.layers] == [
        (100.0, 50.0),
        (25.0, 0.0),
        (0.0, 0.0),
    ]


def test_one_layer_has_no_sum() -> None:
    """It would say the same again."""
    drawn = bars([layer("a", 3, 3)])
    assert drawn is not None
    assert len(drawn.layers) == 1


def test_many_layers_are_cut() -> None:
    """A page does not grow with a network of a thousand layers, and the sum is that of all."""
    drawn = bars([layer(f"l{k}", 1, 1) for k in range(1000)])
    assert drawn is not None
    assert len(drawn.layers) == MOST + 1
    assert drawn.omitted == 1000 - MOST
    assert drawn.layers[-1].expected == "1\u202f000"


@pytest.mark.parametrize(
    "odd",
    [
        *(None, 3, "x", [], {}, [3], [{}], [{"name": "a"}], [{"expected": -1, "got": 1}]),
        *([{"expected": True, "got": 1}], [{"expected": 1, "got": "1"}], [{"expected": 10**20}]),
    ],
)
def test_what_is_no_layer_is_left_out(odd: Any) -> None:
    """Malformed rows cost themselves only."""
    assert bars(odd) is None
    if isinstance(odd, list):
        drawn = bars([*odd, layer("a", 1, 1)])
        assert drawn is not None
        assert [row.name for row in drawn.layers] == ["a"]


@given(ANY)
@settings(deadline=None)
def test_anything_can_stand_there(value: Any) -> None:
    """Nothing raises, and no bar is longer than its place."""
    drawn = bars(value)
    if drawn is not None:
        assert all(0 <= row.expected_width <= 100 for row in drawn.layers)
        assert all(0 <= row.got_width <= 100 for row in drawn.layers)
