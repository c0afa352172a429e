"""Arguments and answers of recorded truths as plain data: what a call is found by, what it gave.

Numbers drawn from one seed may differ in their last bits from one machine to the next, so a call is
found by the form of its arguments and by numbers that agree up to rounding.
"""

from __future__ import annotations

import hashlib
from collections import namedtuple
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np

NEAR = 1e-5
"""Rounding: distance of a number from the noted one, in units of the largest of its array.

A student's float32 answer that is handed on is 1e-7 away; the tolerances of checks start at 1e-4."""
KEPT = 1024
"""Numbers of one array that are kept to find a call; of more, so many and a sum of all with signs."""
_DEPTH = 12


class Unrecordable(Exception):
    """A value that no file can hold; the text says which."""


class Reference(SimpleNamespace):
    """A `reference` that is asked through a book: among arguments it is always the same one."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Key:
    """What a call is found by."""

    form: str
    """Everything about the arguments but their real numbers: structure, shapes, texts, integers."""
    digest: str
    """sha256 over the real numbers, to the last bit."""
    numbers: np.ndarray
    """The real numbers, or some of them and a sum of all, float64."""
    scales: np.ndarray
    """For each of them how large rounding goes by: the largest of its array, float64."""

    def entry(self) -> dict[str, Any]:
        """As plain data for the wire."""
        return {
            "form": self.form,
            "digest": self.digest,
            "numbers": self.numbers,
            "scales": self.scales,
        }

    @staticmethod
    def of_entry(entry: Mapping[str, Any]) -> Key:
        """What `entry` gave."""
        numbers, scales = (np.asarray(entry[k], dtype=np.float64) for k in ("numbers", "scales"))
        return Key(form=entry["form"], digest=entry["digest"], numbers=numbers, scales=scales)

    def distance(self, other: Key) -> float:
        """How far apart two of one form are: 0 to the last bit, up to 1 within rounding."""
        if self.digest == other.digest:
            return 0.0
        if self.numbers.shape != other.numbers.shape:
            return float("inf")
        same = (self.numbers == other.numbers) | (np.isnan(self.numbers) & np.isnan(other.numbers))
        with np.errstate(all="ignore"):
            away = np.abs(self.numbers - other.numbers) / (NEAR * np.maximum(other.scales, 1e-30))
        away = np.where(same, 0.0, np.where(np.isnan(away), np.inf, away))
        return max(float(away.max(initial=0.0)), 1e-9)


def key_of(args: Any) -> Key:
    """The key of a call's arguments.

    Raises:
        Unrecordable: one of them is an object with a life of its own: a function, a generator.
    """
    form: list[str] = []
    numbers: list[np.ndarray] = []
    _take(tuple(args), form, numbers, _DEPTH)
    digest = hashlib.sha256()
    for array in numbers:
        digest.update((array + 0.0).astype("<f8").tobytes())  # no negative zero
    kept = [_kept(array) for array in numbers]
    text = " ".join(form)
    return Key(
        form=text if len(text) <= 200 else hashlib.sha256(text.encode()).hexdigest(),
        digest=digest.hexdigest()[:32],
        numbers=np.concatenate([some for some, _ in kept]) if kept else np.empty(0),
        scales=np.concatenate([scales for _, scales in kept]) if kept else np.empty(0),
    )


def _kept(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Numbers that stand for an array, and the scale of each.

    Places and signs follow the golden ratio: every k-th would meet the same columns of a matrix.
    The sum notices what happened between the places.
    """
    largest, size = _largest(values), values.size
    if size <= KEPT:
        return values, np.full(size, largest)
    turns = np.arange(size, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    places = (turns[:KEPT] / 2.0**64 * size).astype(np.int64) % size
    with np.errstate(all="ignore"):  # inf - inf
        total = np.where(turns >> np.uint64(63), values, -values).sum()
    scales = np.full(KEPT + 1, largest)
    scales[-1] *= 6 * np.sqrt(size)  # of so many roundings, each one way or the other
    return np.append(values[places], total), scales


def _largest(values: np.ndarray) -> float:
    finite = np.abs(values[np.isfinite(values)])
    return float(finite.max(initial=0.0))


def _take(value: Any, form: list[str], numbers: list[np.ndarray], depth: int) -> None:
    """Adds one argument's form and real numbers."""
    if depth == 0:
        raise Unrecordable("its arguments are nested too deep")
    if value is None or isinstance(value, bool | int | str):
        form.append(repr(value.item() if isinstance(value, np.generic) else value))
    elif isinstance(value, float | np.ndarray | np.generic):
        _take_array(np.asarray(value), form, numbers)
    elif isinstance(value, Reference):
        return
    elif (parts := _parts(value)) is not None:
        name, inner = parts
        form.append(f"{name}(")
        for key, part in inner:
            if key == "reference":
                continue
            form.append(f"{key}=")
            _take(part, form, numbers, depth - 1)
        form.append(")")
    else:
        raise Unrecordable(f"one of its arguments is {_named(value)}")


_WHOLE = {"i": "integers", "u": "integers", "b": "booleans"}


def _take_array(value: np.ndarray, form: list[str], numbers: list[np.ndarray]) -> None:
    kind = value.dtype.kind
    if kind == "f":
        form.append(f"reals{value.shape}" if value.ndim else "real")
        numbers.append(value.astype(np.float64).ravel())
    elif kind in "iub":
        whole = np.ascontiguousarray(value.astype("<i8"))
        shown = (
            hashlib.sha256(whole.tobytes()).hexdigest()[:16] if value.size > 4 else whole.tolist()
        )
        form.append(f"{_WHOLE[kind]}{value.shape}{shown}" if value.ndim else repr(value.item()))
    else:
        raise Unrecordable(f"one of its arguments is an array of {value.dtype}")


def _parts(value: Any) -> tuple[str, list[tuple[str, Any]]] | None:
    """A container's name and its parts, in order; None of what is no container."""
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return "record", list(zip(value._fields, value, strict=True))
    if is_dataclass(value) and not isinstance(value, type):
        return "record", [(f.name, getattr(value, f.name)) for f in fields(value)]
    if isinstance(value, list | tuple):
        return "list", [(str(n), part) for n, part in enumerate(value)]
    if isinstance(value, SimpleNamespace):
        return "record", list(vars(value).items())
    if isinstance(value, Mapping):
        return "dict", [(repr(key), part) for key, part in value.items()]
    return None


def _named(value: Any) -> str:
    return f"an object of type {type(value).__name__}"


def portable(value: Any, depth: int = _DEPTH) -> Any:
    """An answer as plain data for the wire.

    Raises:
        Unrecordable: it is, or holds, an object with a life of its own.
    """
    if depth == 0:
        raise Unrecordable("its answer is nested too deep")
    if value is None or isinstance(value, bool | int | float | str):
        return value.item() if isinstance(value, np.generic) else value
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        if value.dtype.kind not in "fiub":
            raise Unrecordable(f"its answer holds an array of {value.dtype}")
        return {"array": np.array(value, order="C")}  # a copy: the check may go on with its own
    parts = _parts(value)
    if parts is None:
        raise Unrecordable(f"its answer holds {_named(value)}")
    if isinstance(value, Mapping):
        pairs = [[portable(k, depth - 1), portable(v, depth - 1)] for k, v in value.items()]
        return {"dict": pairs}
    kind, inner = parts
    plain = [portable(part, depth - 1) for _, part in inner]
    if kind == "record":
        return {"record": type(value).__name__, "names": [n for n, _ in inner], "values": plain}
    return {"tuple" if isinstance(value, tuple) else "list": plain}


def restored(value: Any) -> Any:
    """What `portable` made of an answer, as an answer again; records come back as named tuples."""
    if not isinstance(value, dict):
        return value
    if "array" in value:
        return np.array(value["array"])  # a copy: nobody writes into what was noted
    if "dict" in value:
        return {restored(k): restored(v) for k, v in value["dict"]}
    if "record" in value:
        made = namedtuple(value["record"], value["names"], rename=True)  # type: ignore[misc]
        return made(*(restored(v) for v in value["values"]))
    if "tuple" in value:
        return tuple(restored(v) for v in value["tuple"])
    return [restored(v) for v in value["list"]]
