"""The five results of a network function, one by one: a missing or wrong one does not hide the others.

Accepts a tuple or list in the order loss, dW, db, dV, dc, a dict with these names, the loss alone,
and a pair of the loss and a dict of gradients. Judges nothing but that the part is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.compare import describe, fail, results

NAMES = ("loss", "dW", "db", "dV", "dc")
GRADIENTS = NAMES[1:]


def part(value: Any, name: str, *, what: str) -> Any:
    """One of the five results; untrusted.

    Args:
        value: what `small_network` or `batch_network` returned.
        name: of NAMES.
        what: the call, for the message.

    Raises:
        CheckFailed: there is no telling which it is.
    """
    if _is_pair(value):
        if name == "loss":
            return value[0]
        value = value[1]
    if isinstance(value, Mapping):
        return _named(value, name, what)
    if name == "loss" and not isinstance(value, list | tuple):
        return value  # the gradients are not there yet: the loss may be right all the same
    return results(value, *NAMES, what=what)[NAMES.index(name)]


def _is_pair(value: Any) -> bool:
    return isinstance(value, list | tuple) and len(value) == 2 and isinstance(value[1], Mapping)


def _named(value: Mapping[Any, Any], name: str, what: str) -> Any:
    for wanted in (name, name.removeprefix("d")):
        for key in value:
            if isinstance(key, str) and key[:64].lower() == wanted.lower():
                return value[key]
    fail(what=what, expected=f"an entry {name!r}", got=describe(dict(value)))
