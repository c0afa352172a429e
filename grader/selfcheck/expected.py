"""The file of a handout that holds what its checks compare with: `checks/expected.rec`.

Frames of the wire, zipped: calls of recorded functions with their answers, the data set, sealed
sentences. Reading it executes nothing. docs/handout.md describes it.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from grader import wire
from grader.errors import UsageError
from grader.recording import read_frames
from grader.truth_key import Key, portable, restored

FORMAT = 1
NAME = "expected.rec"
_MOST = 64 << 20
"""Bytes of an unzipped file: a damaged one must not fill the memory."""
_UNREADABLE = (OSError, EOFError, zlib.error, wire.WireError, KeyError, TypeError, ValueError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What the file holds."""

    truths: Sequence[dict[str, Any]]
    """Calls of recorded functions, for `truth.Replay`."""
    sealed: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    """Check id -> sealed sentences, for `SealedDiagnoser`."""
    data: Mapping[str, Any] | None = None
    """The data set of training checks: `train`, `validation`, `test` of (x, t); None without one."""


def packed(expected: Expected, *, homework: str, seed: int) -> bytes:
    """The file's bytes; the same content gives the same bytes.

    Raises:
        WireError: something in it cannot be carried, or is too large.
    """
    frames: list[dict[str, Any]] = [{"format": FORMAT, "homework": homework, "seed": seed}]
    frames += [{"truth": entry} for entry in expected.truths]
    frames += [
        {"check": id, "sealed": [dict(e) for e in entries]}
        for id, entries in sorted(expected.sealed.items())
        if entries
    ]
    for name, part in (expected.data or {}).items():
        frames.append({"data": name, "part": portable(part)})
    raw = b"".join(bytes(buffer) for frame in frames for buffer in wire.encode(frame))
    return gzip.compress(raw, compresslevel=9, mtime=0)


def read_expected(path: Path, *, homework: str, seed: int) -> Expected:
    """Reads the file back.

    Args:
        path: of the file.
        homework, seed: what the handout beside it says; another one's numbers would fail right work.

    Raises:
        UsageError: it is missing, damaged, of another handout or of a newer program.
    """
    try:
        head, *rest = read_frames(_unzipped(path))
        if head["format"] != FORMAT:
            raise UsageError(
                f"{path} was made by a newer program; install the wheel that came with this handout."
            )
        if (head["homework"], head["seed"]) != (homework, seed):
            raise UsageError(
                f"{path} belongs to another handout; unpack the handout again, all files together."
            )
        truths = [_truth(frame["truth"]) for frame in rest if "truth" in frame]
        sealed = {f["check"]: list(f["sealed"]) for f in rest if "sealed" in f}
        data = {f["data"]: restored(f["part"]) for f in rest if "data" in f}
        return Expected(truths=truths, sealed=sealed, data=data or None)
    except _UNREADABLE as error:
        missing = isinstance(error, FileNotFoundError)
        reason = "it is missing" if missing else "it is damaged"
        raise UsageError(
            f"{path} cannot be read ({reason}); unpack the handout again, all files together."
        ) from None


def _truth(entry: Any) -> dict[str, Any]:
    """A call, looked at so far that looking it up cannot fail."""
    Key.of_entry(entry)
    if not all(type(entry[part]) is str for part in ("name", "form", "digest")):
        raise TypeError("no text")
    if np.ndim(entry["numbers"]) != 1 or np.shape(entry["numbers"]) != np.shape(entry["scales"]):
        raise ValueError("no numbers")
    restored(entry["value"])
    return dict(entry)


def _unzipped(path: Path) -> bytes:
    with gzip.open(path) as file:
        data = file.read(_MOST + 1)
    if len(data) > _MOST:
        raise ValueError("it is too large")
    return data
