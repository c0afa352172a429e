"""What crosses: results made plain, arguments made real, objects kept behind handles.

Runs beside student code and imports nothing of the project but the wire and its neighbours. Types
are asked with `type()` and read with the base type's own methods, since an object's answers about
itself may be wrong, raise or never come.
"""

from __future__ import annotations

import decimal
import fractions
import sys
from collections import UserDict, UserList, deque
from collections.abc import Callable, Sized
from itertools import islice
from types import GeneratorType, MappingProxyType
from typing import Any

import numpy as np

from grader.wire import MAX_DEPTH, MAX_INT_BITS, MAX_KEY_BITS, MAX_NODES, Handle, Tensor
from grader.worker.faults import type_name

MAX_ITEMS = 1_000_000
"""Items that are taken of a generator or another iterator."""
MAX_ATTRIBUTES = 500

_DEEPEST = MAX_DEPTH - 2  # the answer around the value takes one level
_AS_IS = frozenset({type(None), bool, float, complex, str, bytes})
_PACKED = ({float}, {bool}, {int})
_real_mro = type.__dict__["__mro__"].__get__
_NO_KEY = object()


class Cannot(Exception):
    """A value is too large to be made plain; becomes a handle."""


class UnknownHandle(Exception):
    """A handle that names nothing here (any more)."""


class Objects:
    """The objects that stay here, by number. Those of one check; the next one starts anew."""

    def __init__(self) -> None:
        self._by_id: dict[int, Any] = {}
        self._ids: dict[int, int] = {}
        self._next = 1

    def forget(self) -> None:
        """Drops all; numbers are never given twice."""
        self._by_id.clear()
        self._ids.clear()

    def keep(self, value: Any) -> Handle:
        """The handle of an object, the same one each time."""
        number = self._ids.get(id(value))
        if number is None:
            number = self._next
            self._next += 1
            self._by_id[number] = value  # holds it, so that its id() stays its own
            self._ids[id(value)] = number
        return Handle(number, type_name(value), attributes_of(value), callable(value))

    def __getitem__(self, number: Any) -> Any:
        try:
            return self._by_id[number]
        except (KeyError, TypeError):
            raise UnknownHandle(number) from None


def attributes_of(value: Any) -> tuple[str, ...]:
    """Public names that the object says it has, and the keys of a dict."""
    try:
        names = list(dir(value))
        if issubclass(type(value), dict):
            names += [key for key in islice(dict.keys(value), MAX_ITEMS) if type(key) is str]
        public = (str.__str__(name) for name in names if not name.startswith("_"))
        return tuple(islice(public, MAX_ATTRIBUTES))
    except Exception:  # noqa: BLE001 - the object's own __dir__, which may do anything
        return ()


def incoming(value: Any, objects: Objects) -> Any:
    """An argument as student code gets it: arrays writable, tensors torch's, handles the objects.

    Raises:
        UnknownHandle: It names an object of an earlier check.
        ImportError: A tensor, and torch is not installed.
    """
    kind = type(value)
    if kind is np.ndarray:
        return value if value.flags.writeable else value.copy()
    if kind is Tensor:
        import torch

        array = value.array
        return torch.from_numpy(array if array.flags.writeable else array.copy())
    if kind is Handle:
        return objects[value.id]
    if kind is list or kind is tuple:
        return kind([incoming(item, objects) for item in value])
    if kind is dict:
        return {key: incoming(item, objects) for key, item in value.items()}
    return value


class Outgoing:
    """Makes one result plain: numbers, str, lists, tuples, dicts, arrays, and handles for the rest."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._left = MAX_NODES - 100  # the answer around the value takes a few
        self._open: set[int] = set()

    def value(self, value: Any) -> Any:
        """The result as the wire can carry it.

        Raises:
            BaseException: Whatever a generator raises that is read here.
        """
        try:
            return self._plain(value, 0)
        except Cannot:
            return self._objects.keep(value)

    def _plain(self, value: Any, depth: int) -> Any:
        kind = type(value)
        if kind in _AS_IS:
            return value
        if kind is int:
            return value if value.bit_length() <= MAX_INT_BITS else self._keep(value)
        if kind is np.ndarray:
            return self._array(value, depth)
        if kind is list or kind is tuple:
            return self._sequence(value, kind, depth)
        if kind is dict:
            return self._dict(value, depth)
        for base in _real_mro(kind):
            if (convert := _CONVERT.get(base)) is not None:
                return convert(self, value, depth)
        return self._of_library(value, kind, depth)

    def _of_library(self, value: Any, kind: type, depth: int) -> Any:
        """Types that only exist where somebody imported their package."""
        if (torch := sys.modules.get("torch")) is not None and issubclass(kind, torch.Tensor):
            return self._tensor(value, torch, depth)
        module = type.__getattribute__(kind, "__module__")
        package = module.partition(".")[0] if type(module) is str else ""
        if package == "itertools":
            return self._sequence(_items(value), list, depth)
        if package == "pandas" and hasattr(kind, "to_numpy"):
            return self._plain(value.to_numpy(), depth)
        if package == "sympy":
            return self._sympy(value)
        return self._keep(value)

    def _sequence(self, items: Any, kind: type, depth: int) -> Any:
        """A list or tuple, item by item; long rows of numbers as they are."""
        types = set(map(type, items))
        if types in _PACKED and len(items) > 2:
            if types != {int} or max(map(int.bit_length, items)) <= MAX_INT_BITS:
                return kind(items)
        elif types == {np.float64} and len(items) > 2:
            return kind(np.array(items).tolist())
        inner = self._enter(items, depth)
        if inner is not None:
            return inner
        try:
            self._count(len(items))
            plain = [self._plain(item, depth + 1) for item in items]
        finally:
            self._open.discard(id(items))
        return plain if kind is list else tuple(plain)

    def _dict(self, value: Any, depth: int) -> Any:
        inner = self._enter(value, depth)
        if inner is not None:
            return inner
        try:
            plain = {}
            for key, item in list(dict.items(value)):
                self._count(2)
                plain_key = _key(key)
                if plain_key is _NO_KEY:
                    return self._keep(value)
                plain[plain_key] = self._plain(item, depth + 1)
        finally:
            self._open.discard(id(value))
        return plain

    def _enter(self, value: Any, depth: int) -> Handle | None:
        """Opens a container; its handle instead when it is too deep, or inside itself."""
        if depth >= _DEEPEST or id(value) in self._open:
            return self._keep(value)
        self._open.add(id(value))
        return None

    def _keep(self, value: Any) -> Handle:
        handle = self._objects.keep(value)
        self._count(len(handle.attributes) + 10)
        return handle

    def _count(self, nodes: int) -> None:
        self._left -= nodes
        if self._left < 0:
            raise Cannot

    def _array(self, array: np.ndarray, depth: int) -> Any:
        kind = array.dtype.kind
        if kind in "biufc":
            wide = _SHORTENED.get(array.dtype.char)
            return array if wide is None else array.astype(wide)
        if kind in "OUSTMm":  # objects, text, dates: no numbers, so a list of what they are
            if array.size > self._left:
                raise Cannot
            plain = array.astype(str) if kind in "Mm" else array
            return self._plain(plain.tolist(), depth)
        return self._keep(array)

    def _tensor(self, tensor: Any, torch: Any, depth: int) -> Any:
        try:
            plain = torch.Tensor.detach(tensor)
            if plain.layout != torch.strided:
                plain = plain.to_dense()
            if plain.is_quantized:
                plain = plain.dequantize()
            plain = plain.cpu().resolve_conj().resolve_neg()
            if plain.dtype is torch.complex32:
                plain = plain.to(torch.complex64)
            elif plain.dtype.is_floating_point and plain.dtype.itemsize < 4:
                if plain.dtype is not torch.float16:  # numpy has no other short floats
                    plain = plain.float()
            return self._array(torch.Tensor.numpy(plain), depth)
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - without numbers (meta, nested) it stays here
            return self._keep(tensor)

    def _base_array(self, array: np.ndarray, depth: int) -> Any:
        """An array of a subclass: masked numbers become nan, or the fill value of integers."""
        masked = sys.modules.get("numpy.ma")
        if masked is not None and issubclass(type(array), masked.MaskedArray):
            array = array.filled(np.nan) if array.dtype.kind in "fc" else array.filled()  # type: ignore[attr-defined]
        return self._array(np.ndarray.view(array, np.ndarray), depth)

    def _scalar(self, scalar: np.generic, depth: int) -> Any:
        plain = self._array(np.asarray(scalar), depth)
        return plain.item() if type(plain) is np.ndarray else plain

    def _sympy(self, value: Any) -> Any:
        """A number as a number; a formula with letters in it stays here."""
        try:
            number = complex(value)
        except Exception:  # noqa: BLE001 - each kind of formula refuses in its own way
            return self._keep(value)
        return number.real if number.imag == 0 else number


def _items(value: Any) -> list[Any]:
    """The items of an iterator, a view or a range, if there are not too many.

    Raises:
        Cannot: It has a length, and that is too large.
        ValueError: It goes on and on.
    """
    if isinstance(value, Sized) and len(value) > MAX_ITEMS:
        raise Cannot
    items = list(islice(value, MAX_ITEMS + 1))
    if len(items) > MAX_ITEMS:
        raise ValueError(f"the {type_name(value)} gives more than {MAX_ITEMS} items")
    return items


def _key(key: Any) -> Any:
    """A dict's key as the wire carries it, or `_NO_KEY`."""
    kind = type(key)
    if key is None or kind is str or kind is bool or kind is float:
        return key
    if issubclass(kind, np.generic):
        key = np.generic.item(key)
        return (
            key if type(key) in (str, bool, float) else _key(key) if type(key) is int else _NO_KEY
        )
    if issubclass(kind, int):
        number = int.__index__(key)
        return number if number.bit_length() <= MAX_KEY_BITS else _NO_KEY
    if issubclass(kind, str):
        return str.__str__(key)
    if issubclass(kind, float):
        return float.__float__(key)
    return _NO_KEY


_SHORTENED: dict[str, type] = {"g": np.float64, "G": np.complex128}
"""Number types that the wire has no name for."""

_Convert = Callable[[Outgoing, Any, int], Any]
_CONVERT: dict[type, _Convert] = {
    np.generic: Outgoing._scalar,
    np.ndarray: Outgoing._base_array,
    int: lambda out, value, depth: out._plain(int.__index__(value), depth),
    float: lambda out, value, depth: float.__float__(value),
    complex: lambda out, value, depth: complex.__complex__(value),
    str: lambda out, value, depth: str.__str__(value),
    bytes: lambda out, value, depth: bytes.__getitem__(value, slice(None)),
    bytearray: lambda out, value, depth: bytes(value),
    dict: lambda out, value, depth: out._dict(value, depth),
    list: lambda out, value, depth: out._sequence(list.copy(value), list, depth),
    tuple: lambda out, value, depth: out._sequence(tuple.__add__(value, ()), tuple, depth),
    UserDict: lambda out, value, depth: out._plain(value.data, depth),
    UserList: lambda out, value, depth: out._plain(value.data, depth),
    MappingProxyType: lambda out, value, depth: out._plain(dict(value), depth),
    fractions.Fraction: lambda out, value, depth: float(value),
    decimal.Decimal: lambda out, value, depth: decimal.Decimal.__float__(value),
}
"""Tried for each base of a value's type, the nearest first."""
_CONVERT |= dict.fromkeys(
    [
        deque,
        range,
        zip,
        map,
        filter,
        enumerate,
        reversed,
        GeneratorType,
        *map(type, ({}.keys(), {}.values(), {}.items())),
        *map(type, (iter([]), iter(()), iter({}), iter(range(0)), reversed([]))),
    ],
    lambda out, value, depth: out._sequence(_items(value), list, depth),
)
