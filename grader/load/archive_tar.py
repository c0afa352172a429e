"""The files in a tar archive, compressed or not, read once from front to back."""

from __future__ import annotations

import bz2
import lzma
import tarfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import BinaryIO, Protocol

from grader.load import paths
from grader.load.gather import MIB, Found, Haul, LoadLimits, Unreadable, largest_mb, said

_BROKEN = (
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    LookupError,
)
"""What the standard library raises on damaged archives."""


def contents(
    file: BinaryIO, start: bytes, room: int, haul: Haul, limits: LoadLimits
) -> list[Found] | None:
    """The files in a tar, or None when the file is no tar. They are read at once.

    Args:
        file: the archive.
        start: its first 512 bytes; `file` stands before them.
        room: what it may unpack to, in bytes.
        haul: gets the notes on what is refused, and on where a damaged archive ends.
        limits: what it may hold.

    Raises:
        Unreadable: nothing of it can be read.
    """
    magic = next((magic for magic in _STREAMS if magic and start.startswith(magic)), b"")
    if not magic and not _is_header(start):
        return None
    found: list[Found] = []
    try:
        for member, data in _members(_Unpacked(file, magic, room), haul, limits):
            time = float(member.mtime) if abs(member.mtime) < 1 << 40 else None
            read = partial(_first, data)
            found.append(Found(path=member.name, size=member.size, modified=time, read=read))
    except (Unreadable, *_BROKEN) as problem:
        known = isinstance(problem, Unreadable)
        why = str(problem) if known else f"the archive is damaged ({said(problem)})"
        if not found:
            raise Unreadable(why) from None
        haul.notes.append(
            f"The archive could be read only up to {paths.show(found[-1].path)}: {why}."
        )
    return found


class _Decompressor(Protocol):
    """What the decompressors of the standard library have in common."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


class _Plain:
    """Stands for a decompressor where nothing is compressed."""

    eof = False
    needs_input = True
    unused_data = b""

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        return data


class _Gzip:
    """zlib with the manners of the other decompressors."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._stream.eof

    @property
    def needs_input(self) -> bool:
        return not self._stream.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._stream.unused_data

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        return self._stream.decompress(self._stream.unconsumed_tail + data, max_length)


_STREAMS: dict[bytes, Callable[[], _Decompressor]] = {
    b"\x1f\x8b": _Gzip,
    b"BZh": bz2.BZ2Decompressor,
    b"\xfd7zXZ\x00": partial(lzma.LZMADecompressor, memlimit=128 * MIB),
    b"": _Plain,
}


class _Unpacked:
    """The unpacked bytes of a file, counted: going beyond the room raises `Unreadable`.

    A file may be several compressed streams one after the other, as parallel tools write it.
    """

    def __init__(self, file: BinaryIO, magic: bytes, room: int) -> None:
        """Args: `magic` is the start of a compressed stream, or empty for plain bytes."""
        self._file = file
        self._magic = magic
        self._room = room
        self._waiting = b""
        self._pending = bytearray()
        self._stream = _STREAMS[magic]()

    def read(self, count: int) -> bytes:
        """Exactly `count` bytes, fewer only at the end."""
        while len(self._pending) < count and (piece := self._piece()):
            self._spend(len(piece))
            self._pending += piece
        data = bytes(self._pending[:count])
        del self._pending[:count]
        return data

    def _spend(self, count: int) -> None:
        self._room -= count
        if self._room < 0:
            raise Unreadable("the archive unpacks to too much")

    def _piece(self) -> bytes:
        while True:
            if self._stream.eof:
                self._waiting = (self._stream.unused_data + self._file.read(1 << 16)).lstrip(b"\0")
                if not self._waiting.startswith(self._magic):
                    return b""
                self._spend(512)  # empty streams are not free
                self._stream = _STREAMS[self._magic]()
            if self._stream.needs_input and not self._waiting:
                self._waiting = self._file.read(1 << 16)
                if not self._waiting:
                    if not self._magic:
                        return b""
                    raise EOFError("it ends too early")
            data, self._waiting = self._waiting, b""
            if piece := self._stream.decompress(data, 1 << 18):
                return piece


class _Member(tarfile.TarInfo):
    """A member that does not take a damaged header for the end of the archive."""

    @classmethod
    def fromtarfile(cls, tar: tarfile.TarFile) -> _Member:
        try:
            return super().fromtarfile(tar)  # type: ignore[return-value]
        except (tarfile.EOFHeaderError, tarfile.EmptyHeaderError):  # type: ignore[attr-defined]
            raise
        except tarfile.HeaderError as problem:
            raise tarfile.ReadError(str(problem)) from None


def _is_header(start: bytes) -> bool:
    try:
        tarfile.TarInfo.frombuf(start, "utf-8", "surrogateescape")
    except tarfile.HeaderError:
        return len(start) == tarfile.BLOCKSIZE and not any(start)  # of an empty archive
    return True


def _members(
    stream: _Unpacked, haul: Haul, limits: LoadLimits
) -> Iterator[tuple[tarfile.TarInfo, bytes]]:
    """The plain files of a tar with their bytes; none for those whose size will be refused."""
    # Stream mode never seeks back, so that no header can send the reader in circles.
    with tarfile.open(fileobj=stream, mode="r|", tarinfo=_Member) as tar:  # type: ignore[call-overload]
        for count, member in enumerate(tar):
            if count >= limits.entries:
                raise Unreadable(f"the archive holds more than {limits.entries} names")
            reason = _tar_refusal(member)
            if reason:
                haul.leave_out(member.name, reason)
            elif member.isreg():
                small = member.size <= largest_mb(member.name, limits) * MIB
                source = tar.extractfile(member) if small else None
                yield member, source.read() if source else b""


def _tar_refusal(member: tarfile.TarInfo) -> str | None:
    if member.issym():
        return "links are not followed"
    if member.islnk():
        return "it is a hard link, a second name of another file"
    if member.isdev():
        return "it is a device or a pipe, not a file"
    if member.size < 0 or member.issparse() or not (member.isreg() or member.isdir()):
        return "it is stored in an unusual way"
    return None


def _first(data: bytes, count: int) -> bytes:
    return data[:count]
