"""A result without the names of its student, for pages that are shown to others.

The header is left to the page; here the names go from the texts that students and the grader
wrote: file names in messages and tracebacks, comments in lines of code, written answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reports import words

GONE = "[name]"
_PERSONAL = ("student", "name", "ids", "group", "digest")
_THEIRS = ("message", "evidence", "remarks", "marked", "replay")
"""What of a verdict may hold a name. Titles and hints are the author's."""


def nameless(result: Mapping[str, Any], *, keep: str = "") -> dict[str, Any]:
    """The same result, as far as a page needs it, with no name of its student in any text.

    Args:
        result: A decoded result file.
        keep: What stands in place of the name: no name, also where it is the key of the result.

    Returns:
        A copy: `student` empty, `name`, `ids`, `group` and `digest` gone, and every whole word
        that is one of the names, or a part of three letters or more of one, replaced.
    """
    pattern = _pattern(result, keep)
    kept = {key: value for key, value in result.items() if key not in _PERSONAL}
    kept["student"] = ""
    kept["notes"] = _without(list(result.get("notes") or ()), pattern)
    kept["verdicts"] = [
        {k: _without(v, pattern) if k in _THEIRS else v for k, v in verdict.items()}
        for verdict in result["verdicts"]
    ]
    adjustment = result.get("adjustment")
    if isinstance(adjustment, Mapping):
        kept["adjustment"] = _without(dict(adjustment), pattern)
    return kept


def _pattern(result: Mapping[str, Any], keep: str) -> re.Pattern[str] | None:
    found: set[str] = set()
    for name in (name for name in _names(result) if name != keep):
        found |= {name, *re.split(r"[\W_]+", name)}
    ids = result.get("ids")
    for value in ids.values() if isinstance(ids, Mapping) else ():
        found |= {str(value), str(value).partition("@")[0]}
    long = sorted((n for n in found if len(n) >= 3), key=lambda n: (-len(n), n))
    if not long:
        return None
    any_of = "|".join(map(re.escape, long))
    return re.compile(rf"(?<![^\W_])(?:{any_of})(?![^\W_])", re.IGNORECASE)


def _names(result: Mapping[str, Any]) -> Iterator[str]:
    group = result.get("group")
    yield str(result.get("student") or "")
    yield str(result.get("name") or "")
    if isinstance(group, list | tuple):
        yield from (str(member) for member in group)


def _without(value: Any, pattern: re.Pattern[str] | None) -> Any:
    """A value of a result file with the names gone from all its texts."""
    if pattern is None or words.finite(value):
        return value
    if isinstance(value, str):
        return pattern.sub(GONE, value)
    if isinstance(value, Mapping):
        return {_without(k, pattern): _without(v, pattern) for k, v in value.items()}
    if isinstance(value, Sequence):
        return [_without(entry, pattern) for entry in value]
    return value
