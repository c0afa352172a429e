"""What a recorded call is found by, and answers as plain data and back."""

from __future__ import annotations

from collections import namedtuple
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader import wire
from grader.recording import read_frames
from grader.truth_key import KEPT, NEAR, Key, Unrecordable, key_of, portable, restored

DTYPES = [np.dtype(code) for code in ("f4", "f8", "i4", "i8", "u1", "u8", "b1")]
arrays = st.sampled_from(DTYPES).flatmap(
    lambda dtype: hnp.arrays(dtype, hnp.array_shapes(min_dims=0, min_side=0, max_side=4))
)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**80), 2**80),
    st.floats(),
    st.text(max_size=8),
)
values = st.recursive(
    scalars | arrays,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.text(max_size=4) | st.integers(-9, 9), inner, max_size=3),
    ),
    max_leaves=6,
)


class Pair(NamedTuple):
    """A record of two."""

    first: Any
    second: Any


@dataclass
class Layer:
    """A record with an array."""

    weight: Any
    name: str


def same(a: Any, b: Any) -> bool:
    """Equal with types, dtypes and shapes; nan is itself."""
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        return (a.dtype, a.shape) == (b.dtype, b.shape) and np.array_equal(
            a, b, equal_nan=a.dtype.kind == "f"
        )
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[k], b[k]) for k in a)
    return a == b or (a != a and b != b)


def carried(value: Any) -> Any:
    """There and back, over the bytes of a file."""
    frame = b"".join(bytes(b) for b in wire.encode({"value": portable(value)}))
    (message,) = read_frames(frame)
    return restored(message["value"])


def apart(*args: Any, other: tuple[Any, ...]) -> float:
    """How far a call is from one that was noted, as a file has it."""
    entry = b"".join(bytes(b) for b in wire.encode(key_of(other).entry()))
    noted = Key.of_entry(read_frames(entry)[0])
    mine = key_of(args)
    return mine.distance(noted) if mine.form == noted.form else float("inf")


@settings(max_examples=60)
@given(values)
def test_what_comes_back_from_a_file_is_the_answer(value: Any) -> None:
    """Types, dtypes and shapes included, none of it shared."""
    assert same(carried(value), value)


@pytest.mark.parametrize("kind", [Pair, Layer, namedtuple("Three", "weight name third")])
def test_records_come_back_with_their_names(kind: Any) -> None:
    """As named tuples, whatever they were; arrays inside as arrays."""
    names = list(getattr(kind, "_fields", ("weight", "name")))
    parts = [np.arange(3.0), "w", [Pair(1, 2.5)]][: len(names)]
    back = carried(kind(*parts))
    assert type(back).__name__ == kind.__name__
    assert list(back._fields) == names
    for name, part in zip(names, parts, strict=True):
        assert np.array_equal(getattr(back, name), part)
    assert carried(SimpleNamespace(a=1, b="x"))._asdict() == {"a": 1, "b": "x"}


def test_numpy_numbers_are_numbers() -> None:
    """Which is what a comparison makes of them."""
    for number in (np.float64(2.5), np.float32(0.5), np.int8(-3), np.uint64(2**63), np.bool_(True)):
        assert same(carried(number), number.item())
    assert carried(np.str_("a")) == "a"


def test_arrays_of_no_dimension_stay_so() -> None:
    """A sum is one, and a comparison looks at shapes."""
    assert carried(np.array(2.5)).shape == ()


def test_what_was_noted_is_nobody_elses() -> None:
    """A check may go on with the array it got; what is read may be written into."""
    array = np.zeros((2, 2))
    noted = portable({"x": array})
    array += 1
    back = restored(noted)
    assert not back["x"].any()
    back["x"] += 1
    assert not restored(noted)["x"].any()
    columns = portable(np.arange(6.0).reshape(2, 3).T)
    assert np.array_equal(restored(columns), [[0, 3], [1, 4], [2, 5]])


def endless() -> list[Any]:
    """A list that holds itself."""
    out: list[Any] = []
    out.append(out)
    return out


def test_values_that_no_file_can_hold_are_named() -> None:
    """In a few words that complete a sentence; arguments and answers apart."""
    for value, says in (
        (len, "an object of type builtin_function_or_method"),
        (np.random.default_rng(0), "an object of type Generator"),
        ({1, 2}, "an object of type set"),
        (b"x", "an object of type bytes"),
    ):
        with pytest.raises(Unrecordable) as raised:
            key_of([1, [value]])
        assert str(raised.value) == f"one of its arguments is {says}"
        with pytest.raises(Unrecordable) as raised:
            portable([value])
        assert str(raised.value) == f"its answer holds {says}"
    with pytest.raises(Unrecordable, match="one of its arguments is an array of complex128"):
        key_of([np.zeros(2, complex)])
    with pytest.raises(Unrecordable, match="its answer holds an array of <U1"):
        portable(np.array(["a"]))
    with pytest.raises(Unrecordable, match="its arguments are nested too deep"):
        key_of(endless())
    with pytest.raises(Unrecordable, match="its answer is nested too deep"):
        portable(endless())


@settings(max_examples=40)
@given(values, values)
def test_the_same_arguments_are_found_exactly(first: Any, second: Any) -> None:
    """To the last bit, after a file; nan and infinite ones too."""
    assert apart(first, second, other=(first, second)) == 0.0


@settings(max_examples=40)
@given(
    hnp.arrays(
        np.float64,
        st.sampled_from([(3,), (2, 2), (40, 30), (1024, 10), (5000,)]),
        elements=st.floats(-9, 9),
        fill=st.floats(-9, 9),
    ),
    st.data(),
)
def test_numbers_count_up_to_rounding(x: np.ndarray, data: st.DataObject) -> None:
    """Half the allowance in any direction is the same call; twice the largest anywhere is another."""
    largest = max(float(np.abs(x).max()), 1e-3)
    x.flat[0] = largest
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    rounded = x + rng.choice([-1, 1], x.shape) * (0.5 * NEAR * largest)
    assert 0.0 < apart(rounded, other=(x,)) <= 1.0
    place = data.draw(st.integers(0, x.size - 1))
    changed = x.copy()
    changed.flat[place] += 2 * largest
    assert apart(changed, other=(x,)) > 1.0


def test_a_float32_answer_that_is_handed_on_is_the_same_call() -> None:
    """Its rounding is a hundredth of what is allowed."""
    x = np.random.default_rng(1).normal(size=(70, 50))
    assert 0.0 < apart(x.astype(np.float32), other=(x,)) < 0.1


@pytest.mark.parametrize("column", range(10))
def test_a_wrong_column_of_a_large_matrix_is_noticed(column: int) -> None:
    """Also of one whose columns repeat at the distance of the places that are kept."""
    x = np.random.default_rng(2).normal(size=(KEPT, 10))
    wrong = x.copy()
    wrong[:, column] += 0.01
    assert apart(wrong, other=(x,)) > 1.0


def test_the_sign_of_zero_does_not_count() -> None:
    """It is the first thing that differs from machine to machine."""
    assert apart(np.array([-0.0, 1.0]), other=(np.array([0.0, 1.0]),)) == 0.0


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((3,), (3.0,)),
        ((3,), (4,)),
        ((True,), (1,)),
        ((None,), (0,)),
        (("a",), ("b",)),
        ((1.0, 2.0), (2.0, 1.0)),
        (([1.0, 2.0],), (np.array([1.0, 2.0]),)),
        ((np.zeros((2, 3)),), (np.zeros((3, 2)),)),
        ((np.array([1.0, np.nan]),), (np.array([1.0, 2.0]),)),
        ((np.array([1.0, np.inf]),), (np.array([1.0, -np.inf]),)),
        ((np.array([1, 0, 1, 1, 0]),), (np.array([1, 0, 1, 1, 1]),)),
        ((np.array([1, 0]),), (np.array([True, False]),)),
        (({"a": 1.0},), ({"b": 1.0},)),
        ((("w", 1.0),), (("b", 1.0),)),
        ((Pair(1, 2),), ((1, 2),)),
        ((Layer(1.0, "a"),), (Layer(1.0, "b"),)),
        ((SimpleNamespace(a=1),), (SimpleNamespace(a=2),)),
        ((1, 2), (1, 2, 3)),
    ],
)
def test_other_arguments_are_another_call(first: tuple, second: tuple) -> None:
    """Whole numbers, texts, shapes and structure count to the letter; a whole number is no real one."""
    assert apart(*first, other=second) > 1.0
    assert apart(*second, other=first) > 1.0


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((2.5,), (np.float64(2.5),)),
        ((0.5,), (np.float32(0.5),)),
        ((0.5,), (np.array(0.5),)),
        ((3,), (np.int64(3),)),
        ((True,), (np.bool_(True),)),
        (("a",), (np.str_("a"),)),
        ((np.array([1, 2], "i4"),), (np.array([1, 2], "u1"),)),
        (([1, 2],), ((1, 2),)),
    ],
)
def test_what_numpy_calls_otherwise_is_the_same_call(first: tuple, second: tuple) -> None:
    """Numbers of one array and of Python."""
    assert apart(*first, other=second) == 0.0


def test_long_arguments_have_a_short_key() -> None:
    """What is kept in a handout does not grow with what was asked."""
    key = key_of(["x" * 5000, np.arange(100_000.0), np.arange(100_000)])
    assert len(key.form) == 64
    assert key.numbers.shape == key.scales.shape == (KEPT + 1,)
