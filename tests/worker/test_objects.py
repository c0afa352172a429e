"""Paths into objects, values set in place, and the parts of a model."""

from __future__ import annotations

import collections
from functools import cached_property
from typing import Any

import numpy as np
import pytest

from grader.worker.objects import MAX_PARTS, Missing, assign, follow, walk


class Box:
    """Attributes by keyword."""

    def __init__(self, **attributes: Any) -> None:
        self.__dict__.update(attributes)


def own(kind: type) -> bool:
    """Classes of this file count as the submission's."""
    return kind.__module__ == __name__


def test_steps_are_attributes_and_items() -> None:
    """Keys of dicts, positions of lists, attributes of objects, in any order."""
    box = Box(layers=[{"weight": 1, 2: "two"}, Box(x=(3, 4))])
    assert follow(box, ["layers", 0, "weight"]) == 1
    assert follow(box, ["layers", 0, 2]) == "two"
    assert follow(box, ["layers", 1, "x", -1]) == 4
    assert follow(box, []) is box
    assert follow(np.arange(6).reshape(2, 3), [1, 2]) == 5
    assert follow(collections.UserDict(a=5), ["a"]) == 5


def test_keys_come_before_the_methods_of_a_dict() -> None:
    """A parameter that is called `values` can be reached, and so can the method where it is not."""
    assert follow({"values": 3}, ["values"]) == 3
    assert callable(follow({"a": 3}, ["values"]))


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ({"a": 1}, ["b"]),
        ([1], [1]),
        ([1], ["x"]),
        (3, ["x"]),
        (3, [0]),
        (list, ["x"]),
        (Box(a=1), ["a", "b"]),
        (np.zeros(2), ["weight"]),
    ],
)
def test_steps_that_lead_nowhere(value: Any, path: list[Any]) -> None:
    """The sentence names the type and the step, and what there is instead."""
    with pytest.raises(Missing, match="has nothing called"):
        follow(value, path)


def test_what_there_is_instead() -> None:
    """The names of the object on which the step failed."""
    with pytest.raises(Missing) as missing:
        follow(Box(inner=Box(weight=1)), ["inner", "weigth"])
    assert missing.value.names == ("weight",)


class Broken:
    """Its properties exist, and fail."""

    @property
    def loss(self) -> int:
        """Fails inside."""
        return self.no_such_thing  # type: ignore[attr-defined, no-any-return]

    @cached_property
    def kept(self) -> int:
        """The same."""
        return self.loss


@pytest.mark.parametrize("name", ["loss", "kept"])
def test_a_property_that_fails_is_not_missing(name: str) -> None:
    """Its AttributeError is the student's error, not an absent name."""
    with pytest.raises(AttributeError, match="no_such_thing"):
        follow(Broken(), [name])


def test_arrays_are_written_in_place() -> None:
    """Whoever else holds the array sees the new numbers; the dtype stays."""
    weight = np.zeros((2, 3), "f4")
    box = Box(params={"weight": weight}, alias=weight)
    assign(box.params, "weight", np.full((2, 3), 1.5))
    assert box.params["weight"] is weight
    assert box.alias[0, 0] == 1.5
    assert weight.dtype == np.float32


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (np.zeros(3), np.zeros((1, 3))),
        (np.zeros(3, int), np.full(3, 0.5)),
        (None, np.ones(2)),
        (np.zeros(2), [1.0, 2.0]),
        (np.broadcast_to(0.0, (2,)), np.ones(2)),
    ],
    ids=["shape", "integers", "none", "list", "read-only"],
)
def test_what_does_not_fit_takes_the_place(old: Any, new: Any) -> None:
    """Another shape, or numbers that would be rounded, replace the old array."""
    box = Box(w=old)
    assign(box, "w", new)
    assert box.w is new


def test_places_that_take_values() -> None:
    """Attributes, new ones too; dict keys, new ones too; list positions; items of other objects."""
    box = Box(a=1)
    assign(box, "a", 2)
    assign(box, "b", 3)
    assert vars(box) == {"a": 2, "b": 3}
    table: dict[Any, Any] = {}
    assign(table, "copy", 1)
    assign(table, 4, 2)
    assert table == {"copy": 1, 4: 2}
    row = [1, 2]
    assign(row, 1, 5)
    assert row == [1, 5]
    other = collections.UserDict(a=1)
    assign(other, "b", 2)
    assert other.data == {"a": 1, "b": 2}


@pytest.mark.parametrize("target", [(1, 2), Box(), 3])
def test_places_that_take_no_items(target: Any) -> None:
    """A position in something that has none is missing, not an accident."""
    with pytest.raises(Missing, match="takes no item 0"):
        assign(target, 0, 1)


class Slotted:
    """Has no dict; one slot is never set."""

    __slots__ = ("_bias", "never", "weight")

    def __init__(self) -> None:
        self.weight = np.zeros(2)
        self._bias = np.zeros(1)


class Shared:
    """Keeps its layers in the class, as beginners do."""

    layers: list[Any] = [Slotted()]  # noqa: RUF012
    size = 3

    def method(self) -> None:
        """No part."""


def paths(root: Any) -> list[tuple[Any, ...]]:
    """Where the parts are."""
    return [tuple(part["path"]) for part in walk(root, own)]


def test_parts_in_insertion_order() -> None:
    """Objects, arrays and containers as they were put in; numbers and functions are no parts."""
    box = Box(
        first=Box(params={"weight": np.zeros((2, 3)), "bias": np.zeros(3)}),
        n=3,
        name="x",
        f=len,
        _layers=(Slotted(), [np.zeros(1)]),
        deque=collections.deque([Box()]),
        user=collections.UserDict(a=Box()),
    )
    assert paths(box) == [
        ("first",),
        ("first", "params"),
        ("first", "params", "weight"),
        ("first", "params", "bias"),
        ("_layers",),
        ("_layers", 0),
        ("_layers", 0, "_bias"),
        ("_layers", 0, "weight"),
        ("_layers", 1),
        ("_layers", 1, 0),
        ("deque",),
        ("deque", 0),
        ("user",),
        ("user", "a"),
    ]


def test_what_a_part_tells() -> None:
    """Type, shape and dtype of arrays, public names of objects."""
    array, box = walk(Box(w=np.zeros((2, 3), "f4"), b=Box(x=1, _y=2)), own)
    assert array == {
        "path": ["w"],
        "type": "ndarray",
        "shape": [2, 3],
        "dtype": "float32",
        "attributes": [],
    }
    assert (box["type"], box["shape"], box["attributes"]) == ("Box", None, ["x"])


def test_each_object_once_and_no_circles() -> None:
    """A part that is reached by two ways is listed where it is reached first."""
    layer = Box(w=np.zeros(2))
    box = Box(a=layer, b=[layer], parent=None)
    layer.parent = box
    assert paths(box) == [("a",), ("a", "w"), ("b",)]


def test_attributes_of_the_students_classes() -> None:
    """A list in the class is found like one in the instance; methods are not."""
    assert paths(Shared())[:2] == [("layers",), ("layers", 0)]


def test_bounds() -> None:
    """At most 500 parts, 6 steps deep, and a million numbers in a list take no time."""
    assert len(walk(Box(many=[Box() for _ in range(1000)]), own)) == MAX_PARTS
    deep = Box()
    for _ in range(10):
        deep = Box(inner=deep)
    assert max(map(len, paths(deep))) == 6
    assert paths(Box(history=[0.5] * 1_000_000)) == [("history",)]


class Evil:
    """Asking it anything is an error."""

    def __init__(self) -> None:
        object.__setattr__(self, "weight", np.zeros(2))

    def __getattribute__(self, name: str) -> Any:
        raise RuntimeError(name)


def test_objects_are_not_asked() -> None:
    """What an object holds is read without its own methods."""
    assert paths(Box(evil=Evil())) == [("evil",), ("evil", "weight")]


torch = pytest.importorskip("torch")


def test_tensors_are_written_in_place() -> None:
    """A parameter keeps its identity and its gradient; one of another shape is replaced as one."""
    linear = torch.nn.Linear(3, 2)
    before = linear.weight
    assign(linear, "weight", np.full((2, 3), 0.5))
    assert linear.weight is before
    assert before.requires_grad
    assert before.detach().unique().tolist() == [0.5]
    assign(linear, "weight", np.ones((4, 3)))
    assert isinstance(linear.weight, torch.nn.Parameter)
    assert (tuple(linear.weight.shape), linear.weight.dtype) == ((4, 3), torch.float32)


def test_arrays_and_tensors_mix() -> None:
    """An array goes into a tensor, a tensor into an array, and a list replaces either."""
    box = Box(t=torch.zeros(2), a=np.zeros(2), whole=torch.zeros(2, dtype=torch.int64))
    tensor, array = box.t, box.a
    assign(box, "t", np.ones(2))
    assign(box, "a", torch.ones(2))
    assert (box.t is tensor, box.a is array) == (True, True)
    assert (tensor.tolist(), array.tolist()) == ([1, 1], [1, 1])
    assign(box, "whole", np.full(2, 0.5))
    assert box.whole.tolist() == [0.5, 0.5]
    assign(box, "t", [1])
    assert box.t == [1]


def test_the_parts_of_a_torch_module() -> None:
    """Parameters and children under the names they are used by, buffers and plain lists too."""
    net = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.BatchNorm1d(3))
    net.extra = [torch.nn.Linear(3, 1)]
    assert paths(net)[:6] == [
        ("0",),
        ("0", "weight"),
        ("0", "bias"),
        ("1",),
        ("1", "weight"),
        ("1", "bias"),
    ]
    assert ("1", "running_mean") in paths(net)
    assert ("extra", 0, "weight") in paths(net)
    for path in paths(net):
        follow(net, list(path))
