"""Tells inputs that cannot see mistakes: the table 'what weak inputs cannot see' as code.

An argument of a check is blind in some way when every array that the check hands over in that
place is: a transpose cannot be seen on square matrices only, a missing factor not where it is 1.
Sources: docs/homework.md, and the measurements behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.wire import Tensor

LARGEST = 1000
"""Entries up to which an array is an input that an author chose; larger ones are data."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What can be said of one array that a check handed over."""

    argument: str
    """Where it went: `softmax, argument 1`."""
    blind: frozenset[str]
    """Ways in which it hides mistakes."""


def seen(requests: Iterable[Mapping[str, Any]]) -> tuple[Seen, ...]:
    """Every array of numbers that was handed over: arguments of calls, and what was set."""
    return tuple(
        Seen(where, frozenset(ways(array)))
        for request in requests
        for where, value in _handed_over(request)
        for array in _arrays(value)
    )


def _handed_over(request: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    path = request.get("target", {}).get("path") or ["the object"]
    if request.get("op") == "call":
        for place, value in enumerate(request.get("args", ()), 1):
            yield f"{path[-1]}, argument {place}", value
        for name, value in request.get("kwargs", {}).items():
            yield f"{path[-1]}, argument {name}", value
    elif request.get("op") == "set":
        yield f"{'.'.join(map(str, path))}, as it is set", request.get("value")


def blind_arguments(inputs: Iterable[Seen]) -> dict[str, frozenset[str]]:
    """Arguments that are blind in the same way in every call, with those ways."""
    by_argument: dict[str, frozenset[str]] = {}
    for one in inputs:
        before = by_argument.get(one.argument)
        by_argument[one.argument] = one.blind if before is None else before & one.blind
    return {argument: ways for argument, ways in by_argument.items() if ways}


def ways(array: np.ndarray) -> Iterator[str]:
    """In which ways an array hides mistakes.

    >>> sorted(ways(np.ones((3, 3))))
    ['all its entries are 1', 'it is symmetric', 'its sizes are equal']
    """
    if 1 in array.shape:
        yield "an axis has length 1"
    square = array.ndim == 2 and array.shape[0] == array.shape[1] > 1
    if square:
        yield "its sizes are equal"
        if np.array_equal(array, array.T):
            yield "it is symmetric"
    if array.size < 2:
        return
    first = array.flat[0]
    if (array == first).all():
        yield {0.0: "all its entries are 0", 1.0: "all its entries are 1"}.get(
            float(first), "all its entries are equal"
        )
    elif (array == 0).any() and not _are_labels(array):
        yield "it has entries that are exactly 0"


def _arrays(value: Any) -> Iterator[np.ndarray]:
    if isinstance(value, Tensor):
        value = value.array
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for part in value:
            yield from _arrays(part)
    elif isinstance(value, np.ndarray) and value.dtype.kind == "f":
        if value.ndim and value.size <= LARGEST:
            yield value


def _are_labels(array: np.ndarray) -> bool:
    """Labels of two classes, or of several, one-hot: zeros and ones."""
    return bool(np.isin(array, (0.0, 1.0)).all())
