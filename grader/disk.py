"""What a disk that is full or may not be written to means for a person; and writing all of it.

Imports nothing of the project.
"""

from __future__ import annotations

import errno
import os

_FULL = {errno.ENOSPC, errno.EDQUOT}
_SHUT = {errno.EROFS}
_DENIED = {errno.EACCES, errno.EPERM}


def disk_trouble(error: OSError) -> str | None:
    """A sentence where a disk is full or may not be written to, None for any other error."""
    where = ""
    if isinstance(error.filename, str):
        folder, name = os.path.split(error.filename)
        ours = name.startswith(".") and name.endswith(
            (".part", ".lock")
        )  # means nothing to a person
        where = f"{folder if ours and folder else error.filename}: "
    if error.errno in _FULL:
        return (
            f"{where}the disk is full. Nothing that stood already is lost: make room, and the same "
            "command again goes on where it stopped."
        )
    if error.errno in _SHUT:
        return f"{where}the disk can only be read; choose a folder on another one."
    if error.errno in _DENIED:
        return f"{where}you may not read or write it; give yourself the right, or choose another."
    return None


def write_all(fd: int, data: bytes) -> None:
    """Writes all bytes. `os.write` alone writes less, without an error, when the disk fills up.

    Raises:
        OSError: the disk is full, or what else hinders it.
    """
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(fd, rest) :]
