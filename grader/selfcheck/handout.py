"""A handout on a student's computer: found from the folder they are in, read, executed by nobody.

What it says of the homework stands in `checks/handout.json`; `grader/handout` writes it.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

from grader.assignment import Assignment, Question
from grader.errors import UsageError
from grader.types import Check, Limits

FOLDER = "checks"
NAME = "handout.json"
FORMAT = 1
T = TypeVar("T")

_HOW = "`grader check` works inside the folder of a homework, the one that has checks/ in it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handout:
    """What a handout says of its homework."""

    folder: Path
    assignment: Assignment
    """The public part of the homework: questions, limits, written answers; no reference, no checks."""
    seed: int
    """Of the inputs whose expectations were recorded."""
    hidden: bool
    """Whether grading also runs checks that are not public."""
    starter: Mapping[str, tuple[str, ...]]
    """File -> public top-level names that the starter defines there; the notebook is one of the files."""
    untouched: Mapping[str, tuple[str, ...]]
    """Public name -> digests of what the starter defines under it (`grader/load/untouched.py`)."""

    @property
    def packages(self) -> tuple[str, ...]:
        """Import names that grading has, besides the standard library."""
        return self.assignment.packages


def find_handout(start: Path) -> Handout:
    """The handout that a folder or file belongs to: its own folder, or the nearest above.

    Raises:
        UsageError: there is none, or it is damaged.
    """
    start = Path(os.path.abspath(start))  # without `..`, which would be looked through as a folder
    for folder in (start, *start.parents):
        if (folder / FOLDER / NAME).is_file():
            return read_handout(folder)
    raise UsageError(f"{start} is in no handout: {_HOW}. Change to it, or give its path.")


def read_handout(folder: Path) -> Handout:
    """Reads a handout's folder.

    Raises:
        UsageError: `checks/handout.json` is missing, damaged, or of a newer program.
    """
    path = folder / FOLDER / NAME
    try:
        data = path.read_bytes()
        raw = json.loads(data)
        if raw["format"] != FORMAT:
            raise UsageError(
                f"{path} was made by a newer program; install the wheel that came with this handout."
            )
        return Handout(
            folder=folder,
            assignment=_assignment(raw, folder, hashlib.sha256(data).hexdigest()),
            seed=_whole(raw["seed"]),
            hidden=_of(bool, raw["hidden"]),
            starter={file: _texts(names) for file, names in raw["starter"].items()},
            untouched={name: _texts(digests) for name, digests in raw["untouched"].items()},
        )
    except (OSError, KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is damaged"
        raise UsageError(
            f"{path} cannot be read ({reason}); unpack the handout again, all files together."
        ) from None


def handout_text(
    assignment: Assignment,
    *,
    seed: int,
    hidden: bool,
    starter: Mapping[str, tuple[str, ...]],
    untouched: Mapping[str, tuple[str, ...]],
) -> str:
    """`handout.json` of a homework; what `read_handout` reads."""
    raw = {
        "format": FORMAT,
        "id": assignment.id,
        "title": assignment.title,
        "seed": seed,
        "hidden": hidden,
        "preload": list(assignment.preload),
        "packages": list(assignment.packages),
        "limits": asdict(assignment.limits),
        "submission_cpu_s": assignment.submission_cpu_s,
        "submission_wall_s": assignment.submission_wall_s,
        "questions": [dict(q) for q in assignment.asked],
        "written": [
            {"question": c.question, "title": c.title, "points": c.points}
            for c in assignment.written
        ],
        "starter": {file: list(names) for file, names in starter.items()},
        "untouched": {name: list(digests) for name, digests in untouched.items()},
    }
    return json.dumps(raw, ensure_ascii=False, indent=1) + "\n"


def _assignment(raw: Mapping[str, Any], folder: Path, digest: str) -> Assignment:
    limits = Limits(**{name: _number(value) for name, value in raw["limits"].items()})
    questions = tuple(
        Question(**{key: _of(str, text) for key, text in q.items()}) for q in raw["questions"]
    )
    if not questions:
        raise ValueError("no questions")
    return Assignment(
        id=_of(str, raw["id"]),
        title=_of(str, raw["title"]),
        folder=folder,
        reference=(),
        preload=_texts(raw["preload"]),
        packages=_texts(raw["packages"]),
        data=None,
        limits=limits,
        submission_cpu_s=_number(raw["submission_cpu_s"]),
        submission_wall_s=_number(raw["submission_wall_s"]),
        questions=questions,
        written=tuple(_written(entry, limits) for entry in raw["written"]),
        void={},
        notebook={},
        digest=digest,
        misconceptions_digest="",
    )


def _written(entry: Mapping[str, Any], limits: Limits) -> Check:
    question = _of(str, entry["question"])
    return Check(
        id=f"written.{question}",
        question=question,
        title=_of(str, entry["title"]),
        points=_number(entry["points"]),
        visibility="public",
        limits=limits,
        manual=True,
    )


def _of(kind: type[T], value: Any) -> T:
    """The value, which has to be of a kind.

    Raises:
        TypeError: it is not.
    """
    if type(value) is not kind:
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value


def _texts(values: Any) -> tuple[str, ...]:
    return tuple(_of(str, value) for value in _of(list, values))


def _whole(value: Any) -> int:
    """Not negative: a generator of random numbers takes no other seed."""
    if _of(int, value) < 0:
        raise ValueError(f"{value} is negative")
    return value


def _number(value: Any) -> Any:
    """A number as it stands there, whole or not: finite and not negative."""
    if type(value) not in (int, float) or not (math.isfinite(value) and value >= 0):
        raise ValueError(f"{value!r} is no number that can be used")
    return value
