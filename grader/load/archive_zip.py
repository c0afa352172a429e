"""The files in a zip archive, believing nothing that it claims about itself."""

from __future__ import annotations

import calendar
import stat
import struct
import sys
import zipfile
import zlib
from functools import partial
from typing import BinaryIO

from grader.load.gather import Found, Haul, LoadLimits, Unreadable, said

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    RuntimeError,  # what is not implemented, too
    LookupError,
)
"""What the standard library raises on damaged archives."""


def contents(file: BinaryIO, room: int, haul: Haul, limits: LoadLimits) -> list[Found]:
    """The files in a zip. They are read one by one, later, and `file` must stay open until then.

    Args:
        file: the archive, seekable.
        room: what all members together may unpack to, in bytes.
        haul: gets the notes on what is refused.
        limits: how many names it may hold.

    Raises:
        Unreadable: it is damaged, or built to deceive.
    """
    try:
        return _Zip(file, room, limits).found(haul)
    except _BROKEN as problem:
        raise Unreadable(f"the archive is damaged ({said(problem)})") from None


class _Zip:
    """A zip archive. Its members are read one by one, each up to a limit."""

    def __init__(self, file: BinaryIO, room: int, limits: LoadLimits) -> None:
        self._room = room
        self._limits = limits
        modest = _Modest(file, limits.entries * 512)
        self._zip = zipfile.ZipFile(modest)  # type: ignore[arg-type]
        modest.most = sys.maxsize
        self._refuse_overlaps()

    def _refuse_overlaps(self) -> None:
        """Members that share bytes are how a small archive unpacks to anything at all."""
        members = sorted(self._zip.infolist(), key=lambda member: member.header_offset)
        starts = [*[member.header_offset for member in members], self._zip.start_dir]
        for member, end in zip(members, starts[1:], strict=True):
            if member.header_offset + 30 + member.compress_size > end:
                raise Unreadable("members of the archive overlap, which no honest archive does")

    def found(self, haul: Haul) -> list[Found]:
        members = self._zip.infolist()
        if len(members) > self._limits.entries:
            raise Unreadable(f"the archive holds more than {self._limits.entries} names")
        found = []
        for member in members:
            # The reader cuts a name at NUL; the rules have to see all of it.
            name = _unicode_name(member, member.orig_filename)
            folder = name.endswith("/")
            reason = _zip_refusal(member)
            if reason and not folder:
                haul.leave_out(name, reason)
            elif not folder:
                read = partial(self._read, member)
                time = _zip_time(member)
                found.append(Found(path=name, size=member.file_size, modified=time, read=read))
        return found

    def _read(self, member: zipfile.ZipInfo, limit: int) -> bytes:
        try:
            with self._zip.open(member) as stream:
                data = stream.read(min(limit, self._room + 1))
        except _BROKEN as problem:
            self._room -= min(limit, member.file_size)
            raise Unreadable(f"it is damaged in the archive ({said(problem)})") from None
        self._room -= len(data)
        if self._room < 0:
            raise Unreadable("the archive unpacks to too much for its size")
        return data


class _Modest:
    """A file that refuses to be read in absurd portions: the list of a zip is read in one."""

    def __init__(self, file: BinaryIO, most: int) -> None:
        self._file = file
        self.most = most

    def read(self, count: int = -1) -> bytes:
        data = self._file.read(min(count, self.most) if count >= 0 else self.most)
        if len(data) == self.most:
            raise Unreadable("the archive holds too many names")
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def seekable(self) -> bool:
        return True

    def close(self) -> None:
        """The file belongs to whoever opened it."""


def _zip_refusal(member: zipfile.ZipInfo) -> str | None:
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return "links are not followed"
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "it is a device or a pipe, not a file"
    if member.flag_bits & 0x1:
        return "it is encrypted; hand it in without a password"
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "it is compressed in an unusual way; zip it with the usual one (deflate)"
    return None


def _unicode_name(member: zipfile.ZipInfo, name: str) -> str:
    """The name in Unicode: macOS writes UTF-8 without saying so, which reads as code page 437."""
    if member.flag_bits & 0x800 or name.isascii():
        return name
    try:
        return name.encode("cp437").decode("utf-8")
    except UnicodeError:
        return name


def _zip_time(member: zipfile.ZipInfo) -> float | None:
    """When a member was changed: the exact time where it is stored, else the local time as UTC."""
    extra = member.extra
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        if kind == 0x5455 and length >= 5 and len(extra) >= 9 and extra[4] & 1:
            return float(struct.unpack_from("<i", extra, 5)[0])
        extra = extra[4 + length :]
    if member.date_time <= (1980, 1, 1, 0, 0, 0):
        return None  # what tools write that do not store times
    try:
        return float(calendar.timegm((*member.date_time, 0, 0, 0)))
    except (ValueError, OverflowError):
        return None
