"""Unpacks the zip of a whole download into a private folder, believing nothing that it claims.

The rules are those of `grader.load` for archives: no links, no devices, nothing that climbs or
lands elsewhere, and all sizes counted while reading.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from grader.errors import UsageError
from grader.load import archive_zip, paths
from grader.load.gather import MIB, Found, Haul, LoadLimits, Unreadable

LIMITS = LoadLimits(
    entries=400_000,
    depth=24,
    file_mb=256,
    archive_mb=16 * 1024,
    read_mb=32 * 1024,
    ratio=50,
)
"""Of a class of a thousand students; every submission has its own, smaller, limits later."""
_SLACK = 1024 * MIB
"""A zip may unpack to this much whatever its own size."""
_LONGEST_PART = 180
_PREFIX = ".unpacked-"


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A download on disk."""

    folder: Path
    left_over: tuple[str, ...]
    """What was not unpacked, with the reason."""
    hold: int | None
    """Descriptor of the folder, locked: the system lets go of it when its owner is killed."""

    def remove(self) -> None:
        """Removes the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)
        if self.hold is not None:
            os.close(self.hold)


def unpack(archive: Path, within: Path | None, limits: LoadLimits = LIMITS) -> Unpacked:
    """Unpacks a zip into a new folder that only its owner may read. The caller removes it.

    Args:
        archive: the zip.
        within: the folder to make the new one in; None for that of temporary files.
        limits: what it may hold.

    Raises:
        UsageError: it is no zip, holds too much, or there is no room.
    """
    try:
        with open(archive, "rb") as file:
            _refuse_others(archive, file, limits)
            found = Unpacked(*_new_folder(within))
            try:
                return replace(found, left_over=_laid_out(file, archive, found.folder, limits))
            except BaseException:
                found.remove()
                raise
    except OSError as problem:
        raise UsageError(f"{archive} cannot be unpacked: {problem.strerror or problem}.") from None


def _refuse_others(archive: Path, file: BinaryIO, limits: LoadLimits) -> None:
    start = file.read(4)
    if start[:2] != b"PK":
        if paths.is_archive(archive.name):
            raise UsageError(f"{archive} is not a zip; unpack it and give the folder.")
        raise UsageError(
            f"{archive} is a file; give the folder that holds one entry per student, "
            "or the zip of a download."
        )
    if os.fstat(file.fileno()).st_size > limits.archive_mb * MIB:
        raise UsageError(
            f"{archive} is larger than {limits.archive_mb} MiB; unpack it and give the folder."
        )


def _new_folder(within: Path | None) -> tuple[Path, tuple[str, ...], int | None]:
    """A new folder, held; those that a killed run left behind are removed first."""
    if within is None:
        return Path(tempfile.mkdtemp(prefix=_PREFIX)).absolute(), (), None
    within.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in within.glob(f"{_PREFIX}*"):
        if (hold := _held(left)) is not None:
            shutil.rmtree(left, ignore_errors=True)
            os.close(hold)
    made = Path(tempfile.mkdtemp(prefix=".unpacking-", dir=within))
    hold = _held(made)
    folder = made.with_name(made.name.replace(".unpacking-", _PREFIX)).absolute()
    made.rename(folder)  # under this name it is never seen without its lock
    return folder, (), hold


def _held(folder: Path) -> int | None:
    """A descriptor with the folder's lock, or None where somebody has it or there are no locks."""
    try:
        import fcntl
    except ImportError:  # Windows: what a killed run left there stays
        return None
    try:
        hold = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        fcntl.flock(hold, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(hold)
        return None
    return hold


def _laid_out(file: BinaryIO, archive: Path, folder: Path, limits: LoadLimits) -> tuple[str, ...]:
    """Writes the members below `folder`; says what was left out."""
    haul = Haul()
    room = min(limits.read_mb * MIB, _SLACK + limits.ratio * os.fstat(file.fileno()).st_size)
    file.seek(0)
    try:
        members = archive_zip.contents(file, room, haul, limits)
    except Unreadable as problem:
        raise UsageError(f"{archive} cannot be unpacked: {problem}.") from None
    for member in members:
        try:
            path = paths.clean(_storable(member.path), depth=limits.depth)
            if not _is_junk(path):
                _write(folder, path, member, limits)
        except (paths.BadPath, Unreadable) as problem:
            haul.leave_out(member.path, str(problem))
    return tuple(
        f"{paths.show(name)} ({why})" for why, names in haul.left_out.items() for name in names
    )


def _storable(raw: str) -> str:
    """A path whose parts every disk can hold: a hostile name costs its student nothing.

    Characters that hide what a name is are percent-encoded, and long parts are cut.
    """
    text = "".join(
        "".join(f"%{byte:02X}" for byte in c.encode("utf-8", "surrogatepass")) if _hides(c) else c
        for c in raw
    )
    return "/".join(_cut(part) for part in text.split("/"))


def _hides(character: str) -> bool:
    turns = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
    return (
        character == "\\"
        or unicodedata.category(character) in ("Cc", "Zl", "Zp", "Cs")
        or unicodedata.bidirectional(character) in turns
    )


def _cut(part: str) -> str:
    """The part with its middle replaced by a digest when it is too long; its ending stays."""
    data = part.encode("utf-8", "surrogatepass")
    if len(data) <= _LONGEST_PART:
        return part
    head = data[: _LONGEST_PART - 60].decode("utf-8", "ignore")
    tail = data[-40:].decode("utf-8", "ignore")
    return f"{head}~{hashlib.sha256(data).hexdigest()[:12]}~{tail}"


def _is_junk(path: str) -> bool:
    """What tools leave behind. The `.git` of a clone stays: it says that it is one."""
    parts = path.split("/")
    if ".git" in parts[:3]:
        return parts[-1] != "HEAD"
    return paths.in_junk(path)


def _write(folder: Path, path: str, member: Found, limits: LoadLimits) -> None:
    most = limits.file_mb * MIB
    if member.size > most:
        raise Unreadable(f"it is larger than {limits.file_mb} MiB")
    data = member.read(most + 1)
    if len(data) > most:
        raise Unreadable(f"it is larger than {limits.file_mb} MiB")
    target = folder / path
    try:
        for parent in reversed(target.relative_to(folder).parents):
            (folder / parent).mkdir(mode=0o700, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise Unreadable("a file has the name of its folder") from None
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        with open(os.open(target, flags, 0o600), "wb") as file:
            file.write(data)
    except FileExistsError:
        raise Unreadable("something of the same name is there already") from None
    if member.modified is not None and 0 < member.modified < 1 << 33:
        os.utime(target, (member.modified, member.modified))
