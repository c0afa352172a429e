"""Results are made plain by what they are, not by what they say they are; the rest stays behind."""

from __future__ import annotations

import collections
import decimal
import enum
import fractions
import itertools
import sys
import types
import warnings
from typing import Any

import numpy as np
import pytest
import sympy

from grader import wire
from grader.wire import Handle, Tensor
from grader.worker.values import (
    MAX_ITEMS,
    Objects,
    Outgoing,
    UnknownHandle,
    attributes_of,
    incoming,
)


def sent(value: Any) -> Any:
    """What arrives of a result: it must pass the wire."""
    plain = Outgoing(Objects()).value(value)
    prefix, *body = wire.encode({"v": plain})
    return wire.decode(prefix[16:], b"".join(body))["v"]


class Evil:
    """Everything that asks it something raises."""

    def __getattribute__(self, name: str) -> Any:
        raise RuntimeError(name)

    def __dir__(self) -> Any:
        raise RuntimeError

    def __len__(self) -> int:
        raise RuntimeError

    __iter__ = __eq__ = __bool__ = __len__  # type: ignore[assignment]
    __hash__ = None  # type: ignore[assignment]


class Liar:
    """Says it is an int."""

    __class__ = int  # type: ignore[assignment]


class Colour(enum.IntEnum):
    """Numbers with names."""

    RED = 3


class Number(int):
    """A number that gives wrong answers about itself."""

    def __int__(self) -> int:
        return 99

    __index__ = __trunc__ = bit_length = __int__  # type: ignore[assignment]


class Real(float):
    """The same."""

    def __float__(self) -> float:
        return 99.0


class Text(str):
    """The same."""

    def __str__(self) -> str:
        return "99"


class Row(list[Any]):
    """The same."""

    def __iter__(self) -> Any:
        return iter([99])

    def __len__(self) -> int:
        return 99


class Table(dict[Any, Any]):
    """The same."""

    def items(self) -> Any:
        return [(99, 99)]

    keys = __iter__ = items  # type: ignore[assignment]


Pair = collections.namedtuple("Pair", "loss grads")


def generated() -> Any:
    """A generator of two items."""
    yield 1
    yield [2.5]


class Holder(collections.UserDict):  # type: ignore[type-arg]
    """A mapping that is no dict."""


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (2**1023, 2**1023),
        (Colour.RED, 3),
        (Number(3), 3),
        (Real(2.5), 2.5),
        (Text("a"), "a"),
        (Row([1, 2]), [1, 2]),
        (Table({1: 2}), {1: 2}),
        (bytearray(b"ab"), b"ab"),
        (np.float32(0.5), 0.5),
        (np.float64(0.5), 0.5),
        (np.longdouble(0.5), 0.5),
        (np.int16(3), 3),
        (np.bool_(True), True),
        (np.complex64(2j), 2j),
        (np.str_("a"), "a"),
        (np.bytes_(b"a"), b"a"),
        (np.datetime64("2020-01-02"), "2020-01-02"),
        ([np.float64(0.5)] * 3, [0.5] * 3),
        ([np.float64(0.5), 1, None], [0.5, 1, None]),
        (Pair(1.5, {"w": 2}), (1.5, {"w": 2})),
        (collections.OrderedDict(a=1), {"a": 1}),
        (collections.defaultdict(list, a=[1]), {"a": [1]}),
        (collections.Counter("aab"), {"a": 2, "b": 1}),
        (Holder({"a": 1}), {"a": 1}),
        (collections.UserList([1, 2]), [1, 2]),
        (types.MappingProxyType({"a": 1}), {"a": 1}),
        (collections.deque([1, 2]), [1, 2]),
        (range(4), [0, 1, 2, 3]),
        (zip("ab", [1, 2], strict=True), [("a", 1), ("b", 2)]),
        (map(str, [1, 2]), ["1", "2"]),
        (reversed([1, 2]), [2, 1]),
        (iter([1, 2]), [1, 2]),
        (itertools.islice(itertools.count(), 3), [0, 1, 2]),
        (generated(), [1, [2.5]]),
        ({"a": 1}.keys(), ["a"]),
        ({"a": 1}.values(), [1]),
        ({"a": 1}.items(), [("a", 1)]),
        ({np.int64(1): 1, np.str_("b"): 2, Colour.RED: 3}, {1: 1, "b": 2, 3: 3}),
        (fractions.Fraction(1, 4), 0.25),
        (decimal.Decimal("0.25"), 0.25),
        (sympy.Rational(1, 4), 0.25),
        (sympy.I / 2, 0.5j),
        ([True] * 5, [True] * 5),
        ((1, 2, 3), (1, 2, 3)),
    ],
)
def test_plain_values_by_their_base_type(value: Any, expected: Any) -> None:
    """Numbers, texts, containers and iterators arrive as the plain type they are."""
    got = sent(value)
    assert got == expected
    assert type(got) is type(expected)


@pytest.mark.parametrize(
    "array",
    [
        np.arange(6.0).reshape(2, 3).T,
        np.zeros((0, 3), "f4"),
        np.array(3.0),
        np.array([True, False]),
        np.array([1, 2], ">i4"),
    ],
)
def test_arrays(array: np.ndarray) -> None:
    """Arrays of plain numbers arrive as they are."""
    got = sent(array)
    np.testing.assert_array_equal(got, array)
    assert got.dtype == array.dtype.newbyteorder("=")


@pytest.mark.parametrize(
    ("array", "expected"),
    [
        (np.array([1, "a", None], object), [1, "a", None]),
        (np.array([np.zeros(1), 3], object), [np.zeros(1), 3]),
        (np.array(["ab", "c"]), ["ab", "c"]),
        (np.array([b"ab"]), [b"ab"]),
        (np.array(["2020-01-02"], "M8[D]"), ["2020-01-02"]),
    ],
)
def test_arrays_of_other_things_are_lists(array: np.ndarray, expected: list[Any]) -> None:
    """What holds no numbers comes as a list of what it holds."""
    assert sent(array) == expected


def test_subclasses_of_arrays() -> None:
    """A masked entry is nan (or the fill value of integers); a memory map, a plain array."""
    masked = np.ma.masked_array([1.0, 2.0], [False, True])
    np.testing.assert_array_equal(sent(masked), [1.0, np.nan])
    whole = np.ma.masked_array([1, 2], [False, True], fill_value=-1)
    np.testing.assert_array_equal(sent(whole), [1, -1])
    record = np.zeros(2, "f8,i4").view(np.recarray)
    assert isinstance(sent(record), Handle)
    wide = sent(np.array([0.5], np.longdouble))
    assert wide.dtype == np.float64


class Plain:
    """An object like any other."""

    weight = 1
    _hidden = 2

    def forward(self) -> None:
        """Nothing."""


@pytest.mark.parametrize(
    ("value", "type_", "callable_"),
    [
        (Plain(), "Plain", False),
        (Plain, "type", True),
        (len, "builtin_function_or_method", True),
        ({1, 2}, "set", False),
        (frozenset("a"), "frozenset", False),
        (2**1024, "int", False),
        ({(1, 2): 3}, "dict", False),
        ({2**63: 3}, "dict", False),
        pytest.param(Liar(), "Liar", False, id="liar"),  # its own text has an address in it
        (sys, "module", False),
        (range(MAX_ITEMS + 1), "range", False),
        (sympy.Symbol("x"), "Symbol", False),
        (np.zeros(1, "f8,i4"), "ndarray", False),
        (..., "ellipsis", False),
    ],
)
def test_everything_else_stays_behind_a_handle(value: Any, type_: str, callable_: bool) -> None:
    """The handle names the real type and says whether it can be called."""
    got = sent(value)
    assert isinstance(got, Handle)
    assert (got.type, got.callable) == (type_, callable_)


def test_an_object_that_raises_whatever_it_is_asked() -> None:
    """It stays behind a handle, alone or inside something, and nothing it does comes out."""
    for value in (Evil(), [Evil()], {"a": (Evil(),)}):
        got = sent(value)
        while not isinstance(got, Handle):
            got = got["a"] if isinstance(got, dict) else got[0]
        assert (got.type, got.attributes) == ("Evil", ())


def test_handles_list_public_names() -> None:
    """Attributes and methods without underscore; the keys of a dict that stays as well."""
    assert sent(Plain()).attributes == ("forward", "weight")
    names = attributes_of({"W1": {(1,): 2}, 3: 4, "_x": 5})
    assert "W1" in names
    assert "items" in names
    assert "_x" not in names


def test_containers_that_contain_themselves() -> None:
    """The inner occurrence is a handle; the rest is plain."""
    row: list[Any] = [1]
    row.append(row)
    got = sent(row)
    assert got[0] == 1
    assert isinstance(got[1], Handle)
    table: dict[str, Any] = {}
    table["me"] = [table]
    assert isinstance(sent(table)["me"][0], Handle)
    array = np.empty(1, object)
    array[0] = array
    sent(array)


def test_the_same_container_twice_is_no_cycle() -> None:
    """Shared parts are sent each time they occur."""
    part = {"a": 1}
    assert sent([part, part]) == [part, part]


def test_what_is_too_deep_or_too_large_stays() -> None:
    """Depth beyond the wire's, more values than the wire's: a handle instead of a failure."""
    deep: list[Any] = []
    for _ in range(100):
        deep = [deep]
    got = sent(deep)
    for _ in range(30):
        got = got[0]
    assert isinstance(got, Handle)
    wide: list[Any] = ["a"]
    for _ in range(20):
        wide = [wide, wide, wide]
    assert isinstance(sent(wide), Handle)
    assert isinstance(sent([None] * 250_000), Handle)
    assert isinstance(sent(np.full(250_000, None)), Handle)
    assert isinstance(sent([Plain() for _ in range(50_000)]), Handle)
    assert len(sent([Plain() for _ in range(50)])) == 50


def test_long_histories_pass() -> None:
    """A loss history is a list of any length, of Python or of numpy floats."""
    assert sent([0.5] * 300_000) == [0.5] * 300_000
    assert sent([np.float64(0.5)] * 300_000) == [0.5] * 300_000
    assert sent(float(step) for step in range(300_000))[-1] == 299_999
    assert sent(range(300_000)) == list(range(300_000))


def test_an_endless_iterator_is_an_error() -> None:
    """What never ends is read so far and no further."""
    with pytest.raises(ValueError, match=r"the map gives more than 1000000 items"):
        Outgoing(Objects()).value(map(lambda _: 0, itertools.repeat(0)))


def test_one_object_has_one_handle() -> None:
    """The same object is the same handle, until the check ends; then it is unknown."""
    objects, value = Objects(), Plain()
    first = objects.keep(value)
    assert objects.keep(value) == first
    assert objects[first.id] is value
    objects.forget()
    with pytest.raises(UnknownHandle):
        objects[first.id]
    assert objects.keep(value).id != first.id
    with pytest.raises(UnknownHandle):
        objects[[]]


def test_arguments_are_made_real() -> None:
    """Handles inside containers become the objects; everything else stays what it is."""
    objects, value = Objects(), Plain()
    handle = objects.keep(value)
    given = incoming({"a": [handle, (handle, 1)], "b": "text"}, objects)
    assert given == {"a": [value, (value, 1)], "b": "text"}


torch = pytest.importorskip("torch")


@pytest.mark.parametrize(
    "dtype", ["float64", "float32", "float16", "bfloat16", "int64", "bool", "complex64", "uint8"]
)
def test_tensors_arrive_as_arrays(dtype: str) -> None:
    """Whatever the dtype, layout and history of a tensor, its numbers arrive."""
    tensor = torch.tensor([[0, 1, 1], [1, 0, 1]]).to(getattr(torch, dtype)).T
    expected = [[0, 1], [1, 0], [1, 1]]
    np.testing.assert_array_equal(sent(tensor), expected)
    if dtype in ("float64", "bfloat16"):
        np.testing.assert_array_equal(sent(tensor.requires_grad_() * 1), expected)
    if dtype == "complex64":
        np.testing.assert_array_equal(sent(torch.tensor([2j]).conj()), [-2j])
        np.testing.assert_array_equal(sent(torch.tensor([2j]).conj().imag), [-2])


def test_kinds_of_tensors() -> None:
    """Parameters, sparse and quantised tensors, sizes; one without numbers stays."""
    np.testing.assert_array_equal(sent(torch.nn.Parameter(torch.ones(2))), [1, 1])
    np.testing.assert_array_equal(sent(torch.eye(2).to_sparse()), np.eye(2))
    with warnings.catch_warnings(action="ignore"):  # torch means to drop them
        quantised = torch.quantize_per_tensor(torch.ones(2), 0.5, 0, torch.qint8)
    np.testing.assert_array_equal(sent(quantised), [1, 1])
    assert sent(torch.ones(2, 3).shape) == (2, 3)
    assert isinstance(sent(torch.ones(2, device="meta")), Handle)
    state = sent(torch.nn.Linear(2, 1).state_dict())
    assert {name: value.shape for name, value in state.items()} == {
        "weight": (1, 2),
        "bias": (1,),
    }
    assert [p.shape for p in sent(torch.nn.Linear(2, 1).parameters())] == [(1, 2), (1,)]


def test_tensor_arguments() -> None:
    """A Tensor becomes torch's, with memory that may be written."""
    array = np.ones(2)
    array.flags.writeable = False
    tensor = incoming(Tensor(array), Objects())
    tensor += 1
    assert tensor.dtype == torch.float64
    assert array.sum() == 2
