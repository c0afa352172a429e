"""From found files to kept files: the limits and the rules that folders and archives share.

`folder` and `archive` say what there is (`Found`); `gather` decides what is kept and says what is
left out. Nothing here opens a path.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from grader.errors import UsageError
from grader.load import paths

MIB = 1 << 20

ONLINE_TEXT = "written online.html"
"""What `grader.intake` calls a text that was typed into a learning system: read like `written.md`."""


@dataclass(frozen=True, slots=True)
class Renamed:
    """A file or folder on disk that a download renamed."""

    path: Path
    name: str
    """What the student called it: one part of a path. A folder's and an archive's is not used."""


class LoadError(UsageError):
    """Nothing of a submission can be read; one sentence: what, why, what to do."""


class Unreadable(Exception):
    """A file is left out; the text completes "... was left out: "."""


def said(problem: Exception) -> str:
    """What an exception of a library says, where that fits into a sentence; else its name."""
    text = str(problem).strip().rstrip(".")
    return text if 0 < len(text) < 80 and text.isprintable() else type(problem).__name__


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadLimits:
    """What one submission may hold. What goes beyond is left out with a note."""

    files: int = 500
    """Files that are kept; code and written answers come first."""
    file_mb: int = 16
    """Largest file other than a notebook, in MiB."""
    total_mb: int = 32
    """All files other than notebooks together, in MiB: they are copied into every sandbox."""
    notebook_mb: int = 200
    """Largest notebook, its outputs included, in MiB. The outputs are not kept."""
    read_mb: int = 256
    """All bytes read, notebooks included, and all that an archive may unpack to, in MiB."""
    archive_mb: int = 256
    """Largest archive, in MiB."""
    ratio: int = 200
    """How many times its own size an archive may unpack to, beyond the first 16 MiB."""
    code_mb: int = 1
    """All code together, in MiB: parsing takes some hundred times its size."""
    entries: int = 20_000
    """Names looked at in a folder or an archive before the rest is ignored."""
    depth: int = 20
    """Parts of the longest path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file that is there, not yet read."""

    path: str
    """Its name as found, not yet checked."""
    size: int
    """What it claims to measure, in bytes; believed only when that is too much."""
    modified: float | None
    """Seconds since 1970, or None where that is unknown."""
    read: Callable[[int], bytes]
    """Reads at most this many bytes; raises `Unreadable`."""


class Kept(NamedTuple):
    """A file of the submission."""

    data: bytes
    modified: float | None


@dataclass(slots=True)
class Haul:
    """What has been kept so far, and what was left out and why."""

    files: dict[str, Kept] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    left_out: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def leave_out(self, path: str, reason: str) -> None:
        """Remembers that a file is not part of the submission."""
        self.left_out[reason].append(path)

    def all_notes(self) -> list[str]:
        """One sentence for each reason, however many files it hit, then the other notes."""
        groups = [(sorted(names, key=paths.natural), why) for why, names in self.left_out.items()]
        groups.sort(key=lambda group: paths.natural(group[0][0]))  # not as the disk lists them
        sentences = [
            f"{paths.listing(names)} {'was' if len(names) == 1 else 'were'} left out: {why}."
            for names, why in groups
        ]
        return sentences + self.notes


def keep(found: Sequence[Found], haul: Haul, limits: LoadLimits) -> None:
    """Reads into `haul` what the rules allow, code and written answers first.

    Files of the same name are kept when they are equal, and else left out, all of them: nobody
    can tell which one was meant. The same holds for names that differ only in capitals.
    """
    by_path = _checked(found, haul, limits)
    if len(by_path) > limits.files:
        for path in list(by_path)[limits.files :]:
            haul.leave_out(path, f"there are more than {limits.files} files")
            del by_path[path]
    total = read = 0
    for path, copies in by_path.items():
        kept: set[bytes] = set()
        try:
            for copy in copies:
                data = _read(path, copy, limits, total, read)
                read += len(data)
                kept.add(data)
        except Unreadable as problem:
            haul.leave_out(path, str(problem))
            continue
        if len(kept) > 1:
            haul.leave_out(path, "it is there more than once, with different contents")
            continue
        data = kept.pop()
        total += 0 if _is_notebook(path) else len(data)
        times = [copy.modified for copy in copies if copy.modified is not None]
        haul.files[path] = Kept(data, max(times, default=None))


def _checked(found: Iterable[Found], haul: Haul, limits: LoadLimits) -> dict[str, list[Found]]:
    """The acceptable files by clean path, in the order in which they are read."""
    by_path: defaultdict[str, list[Found]] = defaultdict(list)
    for file in found:
        try:
            path = paths.clean(file.path, depth=limits.depth)
        except paths.BadPath as problem:
            haul.leave_out(file.path, str(problem))
            continue
        if not paths.in_junk(path):
            by_path[path].append(file)
    _drop_environments(by_path, haul)
    _drop_collisions(by_path, haul)
    return {path: by_path[path] for path in sorted(by_path, key=rank)}


def rank(path: str) -> tuple:
    """A sort key by what matters most: code and answers, then what stands further up."""
    return (
        not (paths.is_code(path) or may_hold_answers(path)),
        path.count("/"),
        paths.natural(path),
    )


def may_hold_answers(path: str) -> bool:
    """Whether a file is one for written answers: `written.md`, `Answers.txt`, `my answers.md`."""
    name = path.rpartition("/")[2].casefold()
    if name == ONLINE_TEXT:
        return True
    if not name.endswith((".md", ".markdown", ".txt")):
        return False
    return "written" in name or "answer" in name


def _drop_environments(by_path: dict[str, list[Found]], haul: Haul) -> None:
    """Leaves out Python environments: folders that hold a `pyvenv.cfg`, whatever their name."""
    roots = {p.removesuffix("/pyvenv.cfg") for p in by_path if p.endswith("/pyvenv.cfg")}
    for path in list(by_path) if roots else []:
        root = next((above for above in paths.folders(path) if above in roots), None)
        if root is not None:
            del by_path[path]
            if path == f"{root}/pyvenv.cfg":
                haul.leave_out(f"{root}/", "it is an installed Python environment")


def _drop_collisions(by_path: dict[str, list[Found]], haul: Haul) -> None:
    """Leaves out names that some systems cannot tell apart, and files named like a folder."""
    by_key: defaultdict[str, list[str]] = defaultdict(list)
    folders: set[str] = set()
    for path in by_path:
        key = path.casefold()
        by_key[key].append(path)
        folders.update(paths.folders(key))
    for key, same in by_key.items():
        reason = ""
        if key in folders:
            reason = "a folder has the same name"
        elif len(same) > 1:
            reason = (
                "their names differ only in capital letters, which not every system tells apart"
            )
        for path in same if reason else []:
            haul.leave_out(path, reason)
            del by_path[path]


def largest_mb(path: str, limits: LoadLimits) -> int:
    """How large a file of that name may be, in MiB."""
    return limits.notebook_mb if _is_notebook(path) else limits.file_mb


def _is_notebook(path: str) -> bool:
    return path.casefold().endswith(".ipynb")


def _read(path: str, file: Found, limits: LoadLimits, total: int, read: int) -> bytes:
    """The bytes of a file, at most one more than allowed ever being read.

    Args:
        total: bytes of the files kept so far, without notebooks.
        read: bytes read so far.
    """
    notebook = _is_notebook(path)
    own_mb = largest_mb(path, limits)
    room = own_mb * MIB
    too_large = f"it is larger than {own_mb} MiB"
    if not notebook and limits.total_mb * MIB - total < room:
        room = limits.total_mb * MIB - total
        too_large = f"the files together are larger than {limits.total_mb} MiB"
    if limits.read_mb * MIB - read < room:
        room = limits.read_mb * MIB - read
        too_large = f"there are more than {limits.read_mb} MiB to read"
    if file.size > room:
        raise Unreadable(too_large)
    data = file.read(room + 1)
    if len(data) > room:
        raise Unreadable(too_large)
    return data
