"""Calls and values as a person reads them, whatever a stranger returned."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from grader.shown import WHOLE, calls_data, value_data
from grader.types import ASIDE, Fault, Frame, Run
from grader.wire import Handle, Tensor

numbers = arrays(
    st.sampled_from([np.float64, np.float32, np.int64, np.bool_, np.complex128]),
    array_shapes(min_dims=0, max_dims=5, min_side=0, max_side=5),
)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.complex_numbers()
    | st.text()
    | st.binary()
    | numbers
    | numbers.map(Tensor)
    | st.builds(Handle, id=st.integers(), type=st.text()),
    lambda inner: (
        st.lists(inner, max_size=12)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text() | st.integers(), inner, max_size=12)
    ),
    max_leaves=20,
)


def texts(data: Any) -> Iterator[str]:
    """Every text in plain data."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from texts(value)


@given(values)
def test_any_value_becomes_short_harmless_lines(value: Any) -> None:
    """Strict JSON, nothing that a terminal obeys, nothing long."""
    data = value_data(value, {})
    json.dumps(data, allow_nan=False)
    for text in texts(data):
        assert text.isprintable()
        assert len(text) <= 2000


@given(values, values)
def test_any_call_becomes_plain_data(argument: Any, back: Any) -> None:
    """Requests and answers of any content."""
    request = {
        "op": "call",
        "target": {"module": "m", "path": ["f", 0]},
        "args": [argument],
        "kwargs": {"k": argument},
    }
    (call,) = calls_data([(request, Run(outcome="returned", value=back))])
    json.dumps(call, allow_nan=False)
    assert call["asked"].startswith("f[0](")
    assert call["asked"].isprintable()


def test_small_arrays_are_whole_and_large_ones_told_by_their_range() -> None:
    """Nan and infinities are counted, not averaged."""
    small = value_data(np.arange(WHOLE, dtype=float).reshape(6, 8), {})
    assert small["values"][5][7] == WHOLE - 1
    large = value_data(np.append(np.arange(100.0), [np.nan, np.inf]), {})
    assert "values" not in large
    assert (large["lowest"], large["highest"], large["mean"]) == (0, 99, 49.5)
    assert large["not_finite"] == 2
    assert large["text"] == "(102,) float64"
    assert value_data(np.full(99, 1.7e308), {})["mean"] == "inf"


@pytest.mark.parametrize(
    ("request_", "asked"),
    [
        ({"op": "get", "target": {"handle": 3, "path": ["grads", "W 1"]}}, "the value of Net#3"),
        ({"op": "has", "target": {"handle": 4, "path": []}}, "is there object#4"),
        ({"op": "walk", "target": {"handle": 3, "path": []}}, "the parts of Net#3"),
        ({"op": "find", "name": "Net"}, "the name Net"),
        ({"op": "set", "target": {"handle": 3, "path": ["w"]}, "value": 2.5}, "Net#3.w = 2.5"),
        ({"op": "load", "module": "m"}, "load it"),
        (None, "a request that was not kept"),
    ],
)
def test_every_kind_of_request_is_named(request_: Any, asked: str) -> None:
    """Objects are called by their type, once they came back."""
    made = {"op": "call", "target": {"module": "m", "path": ["Net"]}, "args": [], "kwargs": {}}
    handle = Handle(id=3, type="Net")
    first, second = calls_data(
        [(made, Run(outcome="returned", value=[handle])), (request_, Run(outcome="died"))]
    )
    assert first["asked"] == "Net()"
    assert second["asked"].startswith(asked)
    assert second["value"] is None


def test_what_was_asked_aside_is_told_apart() -> None:
    """Calls that only measured the slope beside a wrong gradient are not taken for the check's own."""
    request = {"op": "call", "target": {"module": "m", "path": ["loss"]}, "args": [2.0]}
    run = Run(outcome="returned", value=1.0)
    plain, aside = calls_data([(request, run), (request | {ASIDE: True}, run)])
    assert plain["asked"] == "loss(2)"
    assert aside["asked"] == "loss(2) (only for the slope beside a wrong gradient)"


def test_a_fault_keeps_its_lines() -> None:
    """Their own, with the place."""
    frame = Frame(where="hw.ipynb, cell 7, line 3", function="f", code="x = y")
    run = Run(outcome="raised", fault=Fault(type="NameError", message="y", frames=(frame,)))
    (call,) = calls_data([(None, run)])
    assert call["fault"]["frames"] == [
        {"where": "hw.ipynb, cell 7, line 3", "function": "f", "code": "x = y"}
    ]
