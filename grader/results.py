"""Result files: a `Result` as JSON and back. docs/result-format.md describes every field."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grader.atomic import make_private, write_atomically
from grader.errors import UsageError
from grader.job import result_path
from grader.types import FORMAT, Result, Verdict


def as_data(result: Result) -> dict[str, Any]:
    """The result as plain JSON values; numbers that JSON lacks (nan, inf) become null."""
    return {
        "format": FORMAT,
        "assignment": result.assignment,
        "title": result.title,
        "student": result.student,
        "digest": result.digest,
        "earned": result.earned,
        "possible": result.possible,
        "complete": result.complete,
        "questions": [dict(q) for q in result.questions],
        "verdicts": [verdict_data(v) for v in result.verdicts],
        "notes": list(result.notes),
        "made_with": _plain(dict(result.made_with)),
        "started_at": result.started_at,
        "seconds": result.seconds,
    }


def verdict_data(verdict: Verdict) -> dict[str, Any]:
    """A verdict as plain JSON values."""
    data = {f: getattr(verdict, f) for f in verdict.__slots__}
    data |= {"evidence": dict(verdict.evidence), "remarks": list(verdict.remarks)}
    data |= {"voided": dict(verdict.voided) if verdict.voided else None, "marked": None}
    return {name: _plain(value) for name, value in data.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if isinstance(value, str):
        # A lone surrogate cannot be written as UTF-8; it is shown as a replacement character.
        return value.encode("utf-8", "replace").decode("utf-8")
    if value is None or isinstance(value, bool | int):
        return value
    if hasattr(value, "item"):  # a numpy scalar in the evidence of a check
        return _plain(value.item())
    return str(value)


def dump(data: Mapping[str, Any]) -> bytes:
    """The bytes of a result file: UTF-8, keys in the documented order, one trailing newline."""
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def write(out: Path, data: Mapping[str, Any]) -> None:
    """Writes a student's result file so that it is whole or not there at all."""
    write_atomically(result_path(out, data["student"]), [dump(data)])


def write_at(path: Path, data: Mapping[str, Any]) -> None:
    """Writes the result of one of several attempts; makes its folder."""
    make_private(path.parent)
    write_atomically(path, [dump(data)])


def read(path: Path) -> dict[str, Any]:
    """Reads a result file.

    Raises:
        UsageError: when it is missing, damaged, or of another format.
    """
    try:
        data = json.loads(path.read_bytes())
        if data["format"] != FORMAT:
            raise UsageError(f"{path} has format {data['format']}; this program reads {FORMAT}.")
        return dict(data)
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is damaged"
        raise UsageError(
            f"The result file {path} cannot be read ({reason}); remove it, and `grader grade` with "
            "the same folders makes it anew."
        ) from None


def equal_but_for_times(a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
    """Whether two result files say the same, leaving out what a clock says.

    >>> equal_but_for_times({"earned": 1, "seconds": 2.0}, {"earned": 1, "seconds": 3.0})
    True
    """
    return _timeless(a) == _timeless(b)


def _timeless(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {k: _timeless(v) for k, v in value.items() if k not in ("seconds", "started_at")}
    return [_timeless(v) for v in value] if isinstance(value, list) else value
