"""Several results at once: a tuple, a list, or a dict with their names."""

from __future__ import annotations

from typing import Any, NoReturn

import numpy as np

from grader.compare._coerce import NOTHING_RETURNED
from grader.compare.message import clip, describe, fail, keys_text


def results(value: Any, *names: str, what: str) -> tuple[Any, ...]:
    """The values of a function that returns several, in the order of the names.

    Accepts a tuple or list of that many values, an array whose first axis has that length, and a
    dict with these names (capital letters may differ, other entries may be there). For a single
    name also the bare value.

    Args:
        value: Anything that came back from the student.
        names: The names of the results, in the order the exercise states.
        what: What was called, for the message.

    Returns:
        As many values as names, each still untrusted.

    Raises:
        CheckFailed: They are not that many, or the dict lacks a name.

    >>> results({"db": 2, "dw": 1}, "dw", "db", what="gradients(w, b)")
    (1, 2)
    """
    if isinstance(value, dict):
        found = _by_name(value, names)
        if found is None:
            there = {str(key)[:64].lower() for key in value if isinstance(key, str)}
            missing = clip(
                ", ".join(n for n in names if n.lower() not in there) or "no clear match"
            )
            fail(
                what=what,
                expected=_wanted(names),
                got=f"a dict with {keys_text(value)}",
                hint=f"Not found: {missing}.",
            )
        return found
    if isinstance(value, list | tuple) and len(value) == len(names):
        return tuple(value)
    if isinstance(value, np.ndarray) and value.ndim and len(value) == len(names) > 1:
        return tuple(value)
    if len(names) == 1:
        return (value,)
    _wrong(value, names, what)


def _by_name(value: dict[Any, Any], names: tuple[str, ...]) -> tuple[Any, ...] | None:
    if all(name in value for name in names):
        return tuple(value[name] for name in names)
    folded: dict[str, Any] = {}
    for key, entry in value.items():
        if isinstance(key, str) and len(key) <= 64:
            low = key.lower()
            if low in folded:
                return None  # two names that differ in case only: there is no telling which
            folded[low] = entry
    lows = [name.lower() for name in names]
    if len(set(lows)) < len(lows) or any(low not in folded for low in lows):
        return None
    return tuple(folded[low] for low in lows)


def _wanted(names: tuple[str, ...]) -> str:
    if len(names) == 1:
        return f"a value named {names[0]}"
    return clip(f"{len(names)} values: {', '.join(names)}")


def _wrong(value: Any, names: tuple[str, ...], what: str) -> NoReturn:
    hint = NOTHING_RETURNED if value is None else f"Return the {len(names)} values as a tuple."
    fail(what=what, expected=_wanted(names), got=describe(value), hint=hint)
