"""Says what an archive holds. Nothing is unpacked to disk.

Loaded only when a submission is an archive: the standard library's readers are slow to import.
"""

from __future__ import annotations

import zipfile
from typing import BinaryIO

from grader.load import archive_tar, archive_zip
from grader.load.gather import MIB, Found, Haul, LoadLimits, Unreadable

_SLACK = 16 * MIB
"""An archive may unpack to this much whatever its own size."""


def contents(file: BinaryIO, size: int, haul: Haul, limits: LoadLimits) -> list[Found]:
    """The files in an archive, recognised by its first bytes and not by its name.

    Args:
        file: the archive, open for reading and seekable. It must stay open until all is read.
        size: of the archive, in bytes.
        haul: gets the notes on what is refused.
        limits: what may be unpacked.

    Raises:
        Unreadable: nothing of it can be read.
    """
    if size > limits.archive_mb * MIB:
        raise Unreadable(f"the archive is larger than {limits.archive_mb} MiB")
    room = min(limits.read_mb * MIB, _SLACK + limits.ratio * size)
    start = file.read(512)
    file.seek(0)
    if not start.startswith(b"PK"):
        found = archive_tar.contents(file, start, room, haul, limits)
        if found is not None:
            return found
        if not zipfile.is_zipfile(file):  # else a zip behind something, such as a self-extractor
            raise Unreadable(_not_an_archive(start))
    return archive_zip.contents(file, room, haul, limits)


def _not_an_archive(start: bytes) -> str:
    if not start:
        return "it is empty"
    kinds = {b"Rar!": "a RAR archive", b"7z\xbc\xaf": "a 7z archive", b"<": "a web page"}
    known = (kind for magic, kind in kinds.items() if start.lstrip().startswith(magic))
    return f"it is {next(known, 'something else')}, not a zip or tar archive"
