"""Reads files of a student's folder without ever following a link, whatever changes meanwhile.

Where the system can open a name relative to an open folder (Linux, macOS), every part of a path
is opened that way and refuses links. Elsewhere (Windows) each part is looked at first, and what
was opened is compared with what was looked at.
"""

from __future__ import annotations

import os
import stat
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from grader.load import paths
from grader.load.gather import Found, Haul, LoadLimits, Unreadable

BENEATH = os.open in os.supports_dir_fd and os.scandir in os.supports_fd
"""Whether names can be opened relative to an open folder."""

_FILE = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)  # a pipe that took a file's place must not hold us up
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_FOLDER = _FILE | getattr(os, "O_DIRECTORY", 0)

_KINDS = (
    (stat.S_ISLNK, "links are not followed"),
    (stat.S_ISFIFO, "it is a pipe, not a file"),
    (stat.S_ISSOCK, "it is a socket, not a file"),
    (stat.S_ISBLK, "it is a device, not a file"),
    (stat.S_ISCHR, "it is a device, not a file"),
)


def refusal(status: os.stat_result) -> str | None:
    """Why a thing on disk is neither a plain file nor a folder, or None when it is one."""
    for is_kind, reason in _KINDS:
        if is_kind(status.st_mode):
            return reason
    if getattr(status, "st_reparse_tag", 0) == getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", -1):
        return "links are not followed"
    if stat.S_ISREG(status.st_mode) and status.st_nlink > 1:
        return "it is a hard link, a second name of another file"
    return None


def listing(folder: Path, haul: Haul, limits: LoadLimits) -> list[Found]:
    """All files below a folder, level by level; junk folders are not entered.

    Raises:
        Unreadable: the folder itself cannot be opened.
    """
    # The way to the folder was chosen by the person who grades; from its name on nothing is trusted.
    folder = folder.absolute()
    own = folder.name or "."
    found: list[Found] = []
    waiting: deque[tuple[str, ...]] = deque([()])
    seen = 0
    while waiting:
        parts = waiting.popleft()
        try:
            for name, status in _entries(folder.parent, (own, *parts)):
                seen += 1
                if seen > limits.entries:
                    haul.notes.append(
                        f"The folder holds more than {limits.entries} names; "
                        "the rest was not looked at."
                    )
                    return found
                inside = (*parts, name)
                path = "/".join(inside)
                is_folder = stat.S_ISDIR(status.st_mode)
                if paths.is_junk(name, folder=is_folder):
                    continue
                if reason := refusal(status):
                    haul.leave_out(path, reason)
                elif not is_folder:
                    read = partial(read_file, folder.parent, (own, *inside))
                    found.append(_found(path, status, read))
                elif len(inside) < limits.depth:
                    waiting.append(inside)
                else:
                    reason = f"its folders are nested more than {limits.depth} deep"
                    haul.leave_out(path + "/", reason)
        except Unreadable as problem:
            if not parts:
                raise
            haul.leave_out("/".join(parts) + "/", str(problem))
    return found


def _found(path: str, status: os.stat_result, read: Callable[[int], bytes]) -> Found:
    return Found(path=path, size=status.st_size, modified=status.st_mtime, read=read)


def look(path: Path) -> os.stat_result:
    """What stands at a path.

    Raises:
        Unreadable: nothing, or neither a plain file nor a folder.
    """
    with told():
        status = os.lstat(path)
    if reason := refusal(status):
        raise Unreadable(reason)
    return status


def found_file(path: Path) -> Found:
    """A single file on disk.

    Raises:
        Unreadable: it is not there, or not a plain file.
    """
    status = look(path)
    path = path.absolute()
    return _found(path.name, status, partial(read_file, path.parent, (path.name,)))


def read_file(root: Path, parts: tuple[str, ...], limit: int) -> bytes:
    """At most `limit` bytes of a plain file below `root`.

    Raises:
        Unreadable: it is no plain file (any more), cannot be read, or changed meanwhile.
    """
    with told(), open_file(root, parts) as descriptor:
        before = os.fstat(descriptor)
        chunks: list[bytes] = []
        room = limit
        while room > 0 and (chunk := os.read(descriptor, min(room, 1 << 20))):
            chunks.append(chunk)
            room -= len(chunk)
        after = os.fstat(descriptor)
    data = b"".join(chunks)
    same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    if not same or len(data) != min(after.st_size, limit):
        raise Unreadable("it changed while it was read")
    return data


@contextmanager
def open_file(root: Path, parts: tuple[str, ...]) -> Iterator[int]:
    """A descriptor of a plain file below `root`, no part of whose path is a link.

    Raises:
        Unreadable: it is something else by now.
        OSError: it cannot be opened.
    """
    descriptor = _open_beneath(root, parts, _FILE) if BENEATH else _open_checked(root, parts)
    try:
        status = os.fstat(descriptor)
        reason = refusal(status)
        if reason or not stat.S_ISREG(status.st_mode):
            raise Unreadable(reason or "it is not a file")
        yield descriptor
    finally:
        os.close(descriptor)


def _open_beneath(root: Path, parts: tuple[str, ...], last: int) -> int:
    """Opens one part after the other, each relative to the one before, the last with flags `last`."""
    here = os.open(root, _FOLDER & ~getattr(os, "O_NOFOLLOW", 0))
    try:
        for part in parts[:-1]:
            there = os.open(part, _FOLDER, dir_fd=here)
            os.close(here)
            here = there
        return os.open(parts[-1], last, dir_fd=here)
    finally:
        os.close(here)


def _open_checked(root: Path, parts: tuple[str, ...]) -> int:
    """The same where names cannot be opened relative to a folder: look, open, compare."""
    at = root
    for part in parts[:-1]:
        at = at / part
        look(at)
    at = root.joinpath(*parts)
    looked_at = look(at)
    descriptor = os.open(at, _FILE)
    if not os.path.samestat(looked_at, os.fstat(descriptor)):
        os.close(descriptor)
        raise Unreadable("it changed while it was read")
    return descriptor


def _entries(root: Path, parts: tuple[str, ...]) -> Iterator[tuple[str, os.stat_result]]:
    """The names in one folder and what they are, in no order.

    Raises:
        Unreadable: it is no folder (any more), or cannot be read.
    """
    with told():
        if not BENEATH:
            look(root.joinpath(*parts))
            yield from _scan(root.joinpath(*parts))
            return
        descriptor = _open_beneath(root, parts, _FOLDER)
        try:
            yield from _scan(descriptor)
        finally:
            os.close(descriptor)


def _scan(where: Path | int) -> Iterator[tuple[str, os.stat_result]]:
    with os.scandir(where) as entries:
        for entry in entries:
            try:
                status = entry.stat(follow_symlinks=False)
                if not BENEATH:  # what Windows lists has no link count
                    status = os.lstat(entry.path)
            except FileNotFoundError:
                continue  # gone since it was listed: as if it had never been there
            yield entry.name, status


@contextmanager
def told() -> Iterator[None]:
    """Turns what the system says into why a file is left out."""
    try:
        yield
    except FileNotFoundError:
        raise Unreadable("it is not there any more") from None
    except PermissionError:
        raise Unreadable("this account may not read it") from None
    except OSError as problem:
        raise Unreadable(f"it cannot be read ({problem.strerror or problem})") from None
