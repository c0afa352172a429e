"""Reaching into objects that stay in the student's process: by path, to set a value, to list parts.

Runs beside student code and imports nothing of the project but its neighbours.
"""

from __future__ import annotations

import inspect
import sys
from collections import UserDict, UserList, deque
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import islice
from types import (
    BuiltinFunctionType,
    FunctionType,
    MemberDescriptorType,
    MethodType,
    ModuleType,
)
from typing import Any

import numpy as np

from grader.worker.faults import type_name
from grader.worker.values import attributes_of

MAX_DEPTH = 6
MAX_PARTS = 500
MAX_NAMES = 200
"""Attributes listed for one part: 500 parts with 200 names each still fit into one message."""
_MAX_LOOKED_AT = 20_000

Step = str | int
_ABSENT = object()
_real_mro = type.__dict__["__mro__"].__get__


class Missing(Exception):
    """There is nothing at a path.

    Args:
        text: One sentence.
        names: What there is instead.
    """

    def __init__(self, text: str, names: tuple[str, ...] = ()) -> None:
        super().__init__(text)
        self.text = text
        self.names = names


def follow(value: Any, path: list[Step]) -> Any:
    """The value at the end of a path of attributes and items.

    Raises:
        Missing: A step leads nowhere.
    """
    for step in path:
        value = _step(value, step)
    return value


def _step(value: Any, step: Step) -> Any:
    """One step: a key of a dict, an attribute, or an item of anything else."""
    if issubclass(type(value), dict):
        # Before the attributes, so that params["values"] and params["copy"] can be reached.
        found = dict.get(value, step, _ABSENT)
        if found is not _ABSENT:
            return found
    if type(step) is str:
        try:
            return getattr(value, step)
        except AttributeError:
            if _is_property(type(value), step):
                raise  # it is there; what it computes failed
    if hasattr(type(value), "__getitem__") and not issubclass(type(value), type):
        try:
            return value[step]
        except (KeyError, IndexError, TypeError):
            pass
    raise Missing(f"{type_name(value)!r} has nothing called {step!r}", attributes_of(value))


def _is_property(kind: type, name: str) -> bool:
    return isinstance(inspect.getattr_static(kind, name, None), property | cached_property)


def assign(target: Any, step: Step, value: Any) -> None:
    """Sets an attribute or an item; an array or tensor is written into the old one if it fits.

    Raises:
        Missing: `target` takes neither.
    """
    try:
        old = _step(target, step)
    except Missing:
        old = _ABSENT
    if old is not _ABSENT and _copied(old, value):
        return
    value = _as_old(old, value)
    is_item = issubclass(type(target), dict | list | np.ndarray)
    if type(step) is str and not is_item:
        if not hasattr(target, step) and hasattr(type(target), "__setitem__"):
            target[step] = value
        else:
            setattr(target, step, value)
    elif hasattr(type(target), "__setitem__"):
        target[step] = value
    else:
        raise Missing(f"{type_name(target)!r} takes no item {step!r}", attributes_of(target))


def _as_old(old: Any, value: Any) -> Any:
    """An array that takes the place of a tensor becomes one, and a parameter if that was one."""
    torch = sys.modules.get("torch")
    if torch is None or not issubclass(type(old), torch.Tensor):
        return value
    if issubclass(type(value), np.ndarray):
        value = torch.as_tensor(value)
    if isinstance(old, torch.nn.Parameter) and issubclass(type(value), torch.Tensor):
        value = torch.nn.Parameter(value.to(old.dtype))
    return value


def _copied(old: Any, value: Any) -> bool:
    """Writes `value` into `old` where both are arrays of one shape and nothing is lost."""
    torch = sys.modules.get("torch")
    if torch is not None and issubclass(type(old), torch.Tensor):
        new = torch.as_tensor(value) if isinstance(value, np.ndarray) else value
        if not isinstance(new, torch.Tensor) or new.shape != old.shape:
            return False
        if not torch.can_cast(new.dtype, old.dtype):
            return False
        with torch.no_grad():
            old.copy_(new)
        return True
    if not isinstance(old, np.ndarray):
        return False
    if torch is not None and isinstance(value, torch.Tensor):
        value = value.numpy()
    if not isinstance(value, np.ndarray) or value.shape != old.shape or not old.flags.writeable:
        return False
    if not np.can_cast(value.dtype, old.dtype, "same_kind"):
        return False  # a bias that began as integers would round what is written into it
    np.copyto(old, value, casting="same_kind")
    return True


def walk(root: Any, own: Callable[[type], bool]) -> list[dict[str, Any]]:
    """Arrays, containers and objects reachable from an object, each once, in insertion order.

    Args:
        root: Where to start; not among the parts itself.
        own: Whether a class comes from the submission: then its class attributes count too.

    Returns:
        `{"path", "type", "shape", "dtype", "attributes"}` each; at most 500, at most 6 steps deep.
    """
    return list(islice(_parts(root, [], {id(root)}, [_MAX_LOOKED_AT], own), MAX_PARTS))


def _parts(
    value: Any, path: list[Step], seen: set[int], left: list[int], own: Callable[[type], bool]
) -> Iterator[dict[str, Any]]:
    if len(path) >= MAX_DEPTH:
        return
    for step, part in _children(value, own):
        left[0] -= 1
        if left[0] < 0:
            return
        if id(part) in seen or _is_leaf(part):
            continue
        seen.add(id(part))
        inner = [*path, step]
        yield _described(part, inner)
        if not _is_numbers(part):
            yield from _parts(part, inner, seen, left, own)


def _children(value: Any, own: Callable[[type], bool]) -> Iterator[tuple[Step, Any]]:
    """Steps and what they lead to."""
    kind = type(value)
    if issubclass(kind, dict | UserDict):
        items = dict.items(value) if issubclass(kind, dict) else value.data.items()
        for key, item in list(items):
            if type(key) in (str, int):
                yield key, item
        return
    if issubclass(kind, list | tuple | deque | UserList):
        yield from enumerate(list(value))
        return
    if issubclass(kind, np.ndarray):  # of objects: layers kept in an array
        yield from enumerate(
            np.ndarray.ravel(value)[:MAX_PARTS].tolist() if value.ndim == 1 else ()
        )
        return
    yield from _attributes(value)
    for base in _real_mro(kind):
        if own(base):
            yield from _class_attributes(base)


def _attributes(value: Any) -> Iterator[tuple[str, Any]]:
    """Attributes of the instance; those of a torch module under the names they are used by."""
    torch = sys.modules.get("torch")
    is_module = torch is not None and issubclass(type(value), torch.nn.Module)
    internal = vars(torch.nn.Module()) if torch is not None and is_module else {}
    for name, part in list(_own_dict(value).items()):
        if is_module and name in ("_parameters", "_buffers", "_modules"):
            yield from list(part.items())
        elif type(name) is str and not name.startswith("__") and name not in internal:
            yield name, part
    for base in _real_mro(type(value)):
        for name, slot in list(vars(base).items()):
            if type(slot) is MemberDescriptorType and not name.startswith("__"):
                try:
                    yield name, slot.__get__(value)
                except AttributeError:  # never set
                    continue


def _own_dict(value: Any) -> dict[Any, Any]:
    """What `vars` gives, without asking the object."""
    try:
        attributes = object.__getattribute__(value, "__dict__")
    except AttributeError:
        return {}
    return attributes if type(attributes) is dict else {}


def _class_attributes(base: type) -> Iterator[tuple[str, Any]]:
    """Attributes kept in a class, which all its instances share."""
    for name, part in list(vars(base).items()):
        if not name.startswith("__") and not hasattr(type(part), "__get__"):
            yield name, part


_NO_PARTS = (
    type(None),
    int,
    float,
    complex,
    str,
    bytes,
    bytearray,
    np.generic,
    type,
    ModuleType,
    FunctionType,
    BuiltinFunctionType,
    MethodType,
)


def _is_leaf(part: Any) -> bool:
    return issubclass(type(part), _NO_PARTS)


def _is_numbers(part: Any) -> bool:
    torch = sys.modules.get("torch")
    kinds = (np.ndarray,) if torch is None else (np.ndarray, torch.Tensor)
    is_array = issubclass(type(part), np.ndarray)
    return issubclass(type(part), kinds) and not (is_array and part.dtype.hasobject)


def _described(part: Any, path: list[Step]) -> dict[str, Any]:
    numbers = _is_numbers(part)
    plain = numbers or issubclass(type(part), dict | list | tuple)
    return {
        "path": path,
        "type": type_name(part),
        "shape": [int(side) for side in part.shape] if numbers else None,
        "dtype": str(part.dtype).removeprefix("torch.") if numbers else None,
        "attributes": [] if plain else list(attributes_of(part)[:MAX_NAMES]),
    }
