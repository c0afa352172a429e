"""Reads the two tables of the sine-cosine graph out of `answers`: forward values and adjoints.

The handout asks for flat lists. Nested lists, dicts by name ("t1", "dy/dt1"), by letter ("t": five
numbers) and by layer ("h1": a pair) say the same and are read as well. Everything is untrusted.
What a list starts with is told by the adjoints of layer 5: they are cosine and sine of one angle.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.compare import describe, fail, number

LAYERS = range(1, 6)
PAIRS = tuple(f"{letter}{k}" for k in LAYERS for letter in "tb")
"""t1, b1, t2, ..., b5."""
GROUPED = tuple(f"{letter}{k}" for letter in "tb" for k in LAYERS)
"""t1, t2, ..., b5."""
_MOST = 32
"""Numbers in a list; more than any layout has."""
_PREFIX = re.compile(r"^(dyd|dy|d|grad|adjoint|adj)(?=[tbh1-5])")
_NAME = re.compile(r"(t|b|h|layer)?([1-5])(?:dot|bar)?")


@dataclass(frozen=True, slots=True)
class Forward:
    """Values of the forward pass as a student states them."""

    t: np.ndarray
    """(5,) float64."""
    b: np.ndarray
    y: Any
    """The output, untrusted; None when it is not there."""


def read_forward(value: Any, *, what: str) -> Forward:
    """The table of forward values: t1, b1, ..., t5, b5, y.

    Five sines and then five cosines are told apart by sin^2 + cos^2 = 1.

    Raises:
        CheckFailed: values are missing, or no finite numbers.
    """
    if isinstance(value, Mapping):
        named = _by_name(value)
    else:
        entries = _flat(value)
        if len(entries) not in (10, 11):
            _refuse(value, entries, what, f"11 numbers: {', '.join((*PAIRS, 'y'))}")
        named = dict(zip((*PAIRS, "y"), entries, strict=False))
        grouped = dict(zip((*GROUPED, "y"), entries, strict=False))
        if _off_circle(_numbers(grouped, what)) < _off_circle(_numbers(named, what)):
            named = grouped
    pairs = _numbers(named, what)
    return Forward(pairs[:, 0], pairs[:, 1], named.get("y"))


def read_adjoints(value: Any, *, what: str) -> np.ndarray:
    """The table of adjoints, (5, 2) float64: dy/dt_k and dy/db_k in row k - 1.

    A list may start at the output or at the input: only the two of layer 5 differ. Layers with one
    number for both, and dy/dx as a last entry, are read as well.

    Raises:
        CheckFailed: values are missing, or no finite numbers.
    """
    if isinstance(value, Mapping):
        return _numbers(_by_name(value), what)
    entries = _flat(value)
    if len(entries) in (7, 11):
        entries = entries[:-1]  # dy/dx itself belongs to another item
    if len(entries) == 6:
        pairs = [entries[:2], *([e, e] for e in entries[2:])]
        if _starts_at_input(entries, what):
            pairs = [entries[4:], *([e, e] for e in entries[3::-1])]
        entries = [e for pair in pairs for e in pair]
    elif len(entries) == 10 and _starts_at_input(entries, what):
        entries = [e for k in range(8, -1, -2) for e in entries[k : k + 2]]
    if len(entries) != 10:
        _refuse(value, entries, what, "10 numbers: dy/dt5, dy/db5, dy/dt4, dy/db4, ..., dy/db1")
    names = [f"{letter}{k}" for k in reversed(LAYERS) for letter in "tb"]
    return _numbers(dict(zip(names, entries, strict=True)), what)


def _starts_at_input(entries: Sequence[Any], what: str) -> bool:
    """Whether the two of layer 5 stand at the end and not at the start."""
    ends = ([number(e, what=what) for e in pair] for pair in (entries[:2], entries[-2:]))
    off = [abs(one * one + two * two - 1.0) for one, two in ends]  # ** would raise on overflow
    return off[1] < 0.3 <= off[0]


def _off_circle(pairs: np.ndarray) -> float:
    return float(np.abs((pairs**2).sum(axis=1) - 1.0).sum())


def _numbers(named: Mapping[str, Any], what: str) -> np.ndarray:
    """The ten of them as float64 (5, 2)."""
    missing = [name for name in PAIRS if name not in named]
    if missing:
        fail(what=what, expected=f"a number for each of {', '.join(PAIRS)}",
             got=f"none for {', '.join(missing)}")  # fmt: skip
    values = [number(named[name], what=f"{name} in {what}") for name in PAIRS]
    return np.array(values).reshape(5, 2)


def _by_name(value: Mapping[Any, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, entry in list(value.items())[:_MOST]:
        plain = re.sub(r"[^a-z0-9]", "", str(key).lower()[:64])
        name = _PREFIX.sub("", plain)
        match = _NAME.fullmatch(name)
        if plain in ("y", "o", "out", "output"):
            found["y"] = entry
        elif name in ("t", "b"):
            found |= zip((f"{name}{k}" for k in LAYERS), _flat(entry), strict=False)
        elif match and match[1] in ("t", "b"):
            found[name[:2]] = entry
        elif match:
            found |= _pair(entry, int(match[2]))
    return found


def _pair(entry: Any, k: int) -> Iterator[tuple[str, Any]]:
    """Both entries of a layer: a dict with t and b, a pair, or one number that stands for both."""
    if isinstance(entry, Mapping):
        for key, part in list(entry.items())[:_MOST]:
            for letter in "tb":
                if str(key).lower()[:8].rstrip("0123456789_").endswith(letter):
                    yield f"{letter}{k}", part
        return
    parts = _flat(entry)
    yield from zip((f"t{k}", f"b{k}"), parts * 2 if len(parts) == 1 else parts, strict=False)


def _flat(value: Any, depth: int = 0) -> list[Any]:
    """The entries of nested lists in order, at most a few more than any layout has."""
    if isinstance(value, np.ndarray):
        return value.reshape(-1)[:_MOST].tolist()
    if not isinstance(value, list | tuple) or depth > 4:
        return [value]
    found: list[Any] = []
    for part in value[:_MOST]:
        found += _flat(part, depth + 1)
    return found[:_MOST]


def _refuse(value: Any, entries: Sequence[Any], what: str, expected: str) -> None:
    got = f"{len(entries)} of them" if len(entries) > 1 else describe(value)
    fail(what=what, expected=expected, got=got)
