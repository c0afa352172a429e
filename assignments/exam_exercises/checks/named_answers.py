"""Several numbers under one item of `answers`: in one list, in nested lists, or by name.

Everything is untrusted: what is not there or is no number ends the check with a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from grader.compare import describe, fail, number


def named(value: Any, layouts: Sequence[Sequence[str]], *, what: str) -> dict[str, Any]:
    """The numbers by name, each still untrusted; some may be missing.

    Args:
        value: a list, nested or not, or a dict: by name ("u1", "dL/du1"), or by letter ("u").
        layouts: the names that a list may stand for, the one the handout asks for first; they are
            told apart by their length.
        what: the answer, for the message.

    Raises:
        CheckFailed: a list of another length, or no list and no dict.
    """
    names = layouts[0]
    if isinstance(value, Mapping):
        return _by_name(value, names)
    numbers = _flat(value)
    for layout in layouts:
        if isinstance(value, list | tuple | np.ndarray) and len(layout) == len(numbers):
            return dict(zip(layout, numbers, strict=True))
    fail(
        what=what,
        expected=f"{len(names)} numbers: {', '.join(names)}",
        got=f"{len(numbers)} of them" if len(numbers) > 1 else describe(value),
    )


def numbers_of(given: Mapping[str, Any], names: Sequence[str], *, what: str) -> dict[str, float]:
    """Some of them as finite floats.

    Raises:
        CheckFailed: one is missing, or is no finite number.
    """
    missing = [name for name in names if name not in given]
    if missing:
        fail(
            what=what,
            expected=f"a number for each of {', '.join(names)}",
            got=f"none for {', '.join(missing)}",
        )
    return {name: number(given[name], what=f"{name} in {what}") for name in names}


def _by_name(value: Mapping[Any, Any], names: Sequence[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, entry in value.items():
        name = _plain(key, names)
        group = [n for n in names if n[:-1] == name]
        if name in names:
            found[name] = entry
        elif group and len(_flat(entry)) == len(group):
            found |= zip(group, _flat(entry), strict=True)
    return found


def _plain(key: Any, names: Sequence[str]) -> str:
    """ "dL/du1", "dL_du1", "U1" and "u_1" are u1; act and out are the output."""
    text = re.sub(r"[^a-z0-9]", "", key.lower()) if isinstance(key, str) and len(key) < 64 else ""
    known = {*names, *(n[:-1] for n in names if len(n) > 1)}
    if text not in known:
        text = re.sub(r"^(dld|dl|d|grad)(?=.)", "", text)
    return "o" if text in ("act", "out", "output") else text


def _flat(value: Any) -> list[Any]:
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [entry for part in value for entry in _flat(part)]
    return [value]
