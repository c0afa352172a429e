"""Inputs that cannot see mistakes are told, generic ones are not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.verify.inputs import LARGEST, Seen, blind_arguments, seen, ways
from grader.wire import Tensor

RNG = np.random.default_rng(8)
SIZES = st.lists(st.integers(2, 5), min_size=1, max_size=3, unique=True)


def drawn(sizes: list[int], seed: int) -> np.ndarray:
    """A generic array."""
    return np.random.default_rng(seed).normal(size=sizes)


@given(SIZES, st.integers(0, 2**32 - 1))
def test_a_generic_array_hides_nothing(sizes: list[int], seed: int) -> None:
    """Different sizes, none of them 1, entries drawn at random."""
    assert set(ways(drawn(sizes, seed))) == set()


@given(SIZES, st.integers(0, 2), st.integers(0, 2**32 - 1))
def test_an_axis_of_length_1_is_told_wherever_it_is(
    sizes: list[int], place: int, seed: int
) -> None:
    """Sums over it cannot be seen."""
    sizes.insert(place, 1)
    assert set(ways(drawn(sizes, seed))) == {"an axis has length 1"}


@given(st.integers(2, 5), st.integers(0, 2**32 - 1))
def test_a_square_matrix_is_told_and_a_symmetric_one_too(size: int, seed: int) -> None:
    """A transpose keeps the shape, or everything."""
    square = drawn([size, size], seed)
    assert set(ways(square)) == {"its sizes are equal"}
    assert set(ways(square + square.T)) == {"its sizes are equal", "it is symmetric"}


@given(SIZES, st.floats(-5, 5))
def test_a_constant_is_told_by_what_it_is(sizes: list[int], value: float) -> None:
    """0, 1 or another number that all entries share."""
    names = {0.0: "all its entries are 0", 1.0: "all its entries are 1"}
    told = set(ways(np.full(sizes, value)))
    assert told == {names.get(value, "all its entries are equal")}


@given(SIZES, st.integers(0, 2**32 - 1))
def test_an_exact_zero_is_told(sizes: list[int], seed: int) -> None:
    """The slope of a ReLU there is a matter of taste."""
    array = drawn(sizes, seed)
    array.flat[seed % array.size] = 0.0
    assert set(ways(array)) == {"it has entries that are exactly 0"}


@pytest.mark.parametrize(
    "labels", [np.eye(4)[[0, 2, 1, 3, 3]], np.array([0.0, 1.0, 1.0]), np.eye(3)[:, [0, 1]]]
)
def test_labels_are_zeros_and_ones_by_nature(labels: np.ndarray) -> None:
    """Of two classes, or one-hot."""
    assert set(ways(labels)) == set()


def test_cubes_and_single_numbers_are_not_called_square() -> None:
    """Only a matrix has a transpose that matters."""
    assert set(ways(RNG.normal(size=(3, 3, 3)))) == set()
    assert set(ways(np.array(3.0))) == set()


def call(*args: Any, **kwargs: Any) -> dict[str, Any]:
    """A request of a check."""
    return {
        "op": "call",
        "target": {"module": "m", "path": ["net", "forward"]},
        "args": list(args),
        "kwargs": kwargs,
    }


ONES = np.ones((2, 3))


@pytest.mark.parametrize(
    ("request_", "arguments"),
    [
        (call(ONES), ["forward, argument 1"]),
        (call(3, ONES), ["forward, argument 2"]),
        (call(x=ONES), ["forward, argument x"]),
        (call([ONES, (ONES,)]), ["forward, argument 1"] * 2),
        (call({"W": ONES}), ["forward, argument 1"]),
        (call(Tensor(ONES)), ["forward, argument 1"]),
        (call(ONES.astype(np.float32)), ["forward, argument 1"]),
        (
            {"op": "call", "target": {"handle": 3, "path": []}, "args": [ONES]},
            ["the object, argument 1"],
        ),
        (
            {"op": "set", "target": {"handle": 3, "path": ["params", 0, "b"]}, "value": ONES},
            ["params.0.b, as it is set"],
        ),
        (call(), []),
        (call(3.0, "ones", None), []),
        (call(np.float64(1.0)), []),
        (call(np.ones(3, dtype=int)), []),
        (call(np.ones(LARGEST + 1)), []),
        ({"op": "get", "target": {"module": "m", "path": ["x"]}}, []),
        ({"op": "find", "name": "x"}, []),
    ],
)
def test_arrays_are_found_wherever_a_check_hands_them_over(
    request_: dict[str, Any], arguments: list[str]
) -> None:
    """Labels and sizes are integers; data sets are large: neither is an author's choice of numbers."""
    found = seen([request_])
    assert [one.argument for one in found] == arguments
    assert all(one.blind == {"all its entries are 1"} for one in found)


def test_an_argument_is_blind_when_every_call_is_blind_in_that_way() -> None:
    """One call that sees is enough."""
    inputs = [
        Seen("f, argument 1", frozenset({"it is symmetric", "its sizes are equal"})),
        Seen("f, argument 2", frozenset({"all its entries are 1"})),
        Seen("f, argument 1", frozenset({"its sizes are equal"})),
        Seen("f, argument 2", frozenset()),
        Seen("f, argument 3", frozenset()),
    ]
    assert blind_arguments(inputs) == {"f, argument 1": {"its sizes are equal"}}
    assert blind_arguments([]) == {}


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(1, 2), st.sets(st.sampled_from("abc"))), max_size=6))
def test_more_calls_never_make_an_argument_blinder(calls: list[tuple[int, set[str]]]) -> None:
    """What one more call cannot see was hidden before."""
    inputs = [Seen(f"f, argument {n}", frozenset(way)) for n, way in calls]
    for n in range(1, len(inputs)):
        before, after = blind_arguments(inputs[:n]), blind_arguments(inputs)
        seen_before = {one.argument for one in inputs[:n]}
        for argument in seen_before:
            assert after.get(argument, frozenset()) <= before.get(argument, frozenset())
