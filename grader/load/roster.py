"""Who handed in: the entries of a folder of submissions. Reads names only, no contents."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from grader.errors import UsageError
from grader.load import folder, paths
from grader.load.gather import Renamed

_NOT_A_STUDENT = ("readme", "expected.toml")
ACCEPTED = "a folder, a .py, a .ipynb, a .zip or a .tar(.gz, .bz2, .xz)"


_NO_IDS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the class, as far as anything says who it is."""

    student: str
    """The key that results are kept under; of a group's other members, what they would have."""
    name: str = ""
    ids: Mapping[str, str] = field(default_factory=lambda: _NO_IDS)
    """Any of "canvas", "sis", "moodle", "gradescope", "github", "email", "sid", "login"."""

    def __reduce__(self) -> tuple:
        # Entries travel to other processes, and a read-only view of a dict cannot.
        return Person, (self.student, self.name, dict(self.ids))


@dataclass(frozen=True, slots=True)
class Entry:
    """One attempt of one student or group, or why that cannot be graded."""

    student: str
    path: Path | Renamed | tuple[Path | Renamed, ...]
    """For `load_submission`: several files where they belong to one submission."""
    error: str | None = None
    """One sentence when nothing of it can be loaded; nothing is dropped silently."""
    people: tuple[Person, ...] = ()
    """Who handed it in: the student first, then the others of a group. () where only the key is known."""
    attempt: int = 0
    """0 for the only one; else 1, 2, ... in order of time."""
    submitted_at: str | None = None
    """ISO 8601 with offset, when something trustworthy says so."""
    late: bool | None = None
    """What the system that it was handed in to says; None where that says nothing."""


def entries(submissions: Path) -> list[Entry]:
    """One entry per student, in natural order (`student2` before `student10`).

    A student's name is the name of the folder, or the stem of the file. Files of one stem belong
    to one student: `ann.py`, `ann.ipynb` and `ann.pdf` are one submission. Hidden files, README
    files, tables and `expected.toml` are nobody's.

    Raises:
        UsageError: there is no such folder, or it cannot be read.
    """
    by_student: defaultdict[str, list[Path]] = defaultdict(list)
    try:
        names = os.listdir(submissions)
    except NotADirectoryError:
        raise UsageError(
            f"{submissions} is a file; give the folder that holds one entry per student."
        ) from None
    except OSError as problem:
        raise UsageError(
            f"The submissions in {submissions} cannot be read: {problem.strerror}."
        ) from None
    for name in names:
        path = submissions / name
        is_folder = _is_folder(path)
        if not is_nobodys(name, is_folder):
            by_student[name if is_folder else paths.stem(name)].append(path)
    found = [_entry(student, sorted(group)) for student, group in by_student.items()]
    return sorted(_without_doubles(found), key=lambda entry: paths.natural(entry.student))


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except OSError:
        return False


def is_nobodys(name: str, is_folder: bool) -> bool:
    """Whether a name in the folder of a class is no student's: junk, a table, a README."""
    if paths.is_junk(name, folder=is_folder):
        return True
    lowered = name.casefold()
    return not is_folder and (lowered.startswith(_NOT_A_STUDENT) or lowered.endswith(".csv"))


def _entry(student: str, group: list[Path]) -> Entry:
    """What the paths of one student come to."""
    name = os.fsencode(student).decode("utf-8", "backslashreplace")
    shown = paths.listing([path.name for path in group])
    problems = list(_problems(group))
    path = group[0] if len(group) == 1 else tuple(group)
    if problems:
        return Entry(name, path, problems[0])
    whole = [path for path in group if _is_folder(path) or paths.is_archive(path.name)]
    if whole and len(group) > 1:
        return Entry(name, path, f"{shown} have the same name; keep the one that counts.")
    if not whole and not any(paths.is_code(path.name) for path in group):
        return Entry(name, path, f"{shown} is no submission; accepted are {ACCEPTED}.")
    return Entry(name, path)


def _problems(group: list[Path]) -> Iterator[str]:
    for path in group:
        try:
            folder.look(path)
        except folder.Unreadable as problem:
            yield f"{paths.show(path.name)} cannot be read: {problem}."


def _without_doubles(found: list[Entry]) -> Iterator[Entry]:
    """Students whose names some systems cannot tell apart would overwrite each other's results."""
    by_key: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in found:
        by_key[unicodedata.normalize("NFC", entry.student).casefold()].append(entry)
    for same in by_key.values():
        for entry in same:
            if len(same) > 1:
                shown = paths.listing(sorted(other.student for other in same))
                error = f"{shown} differ only in capital letters; rename one of them."
                entry = Entry(entry.student, entry.path, error)
            yield entry
