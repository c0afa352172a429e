"""A worker's end of its channel to the grader: messages in, messages out.

Runs in the student's process, in every tier. Imports `grader.wire` only. The calls it needs are
bound when it is imported, so that a submission which replaces `os.read` breaks its own code and not
the channel; one that wants to break the channel can, and the grader believes none of it.
"""

from __future__ import annotations

import mmap
import os
import socket
from array import array
from collections.abc import Callable
from typing import Any

from grader import wire

SHARED_FROM = 1 << 20
"""Bodies of more bytes than this travel in shared memory where the channel has it."""

_read, _write, _exit, _readv = os.read, os.write, os._exit, getattr(os, "readv", None)
_close, _mmap = os.close, mmap.mmap
_encode, _decode, _parse_prefix = wire.encode, wire.decode, wire.parse_prefix


def read_exactly(fd: int, size: int) -> bytearray:
    """Reads so many bytes; ends the process when the grader has closed its end."""
    data = bytearray(size)
    view = memoryview(data)
    while view:
        if _readv is not None:
            count = _readv(fd, [view])
        else:
            chunk = _read(fd, min(len(view), 1 << 20))
            count = len(chunk)
            view[:count] = chunk
        if count == 0:
            _exit(0)
        view = view[count:]
    return data


def write_all(fd: int, buffers: list[Any]) -> None:
    """Writes buffers one after another."""
    for buffer in buffers:
        view = memoryview(buffer).cast("B")
        while view:
            view = view[_write(fd, view) :]


class Pipes:
    """A channel of two file descriptors and nothing else: that of the tier without isolation."""

    def __init__(self, read_fd: int, write_fd: int, before_send: Callable[[], None]) -> None:
        self._read_fd = read_fd
        self._write_fd = write_fd
        self._before_send = before_send

    def receive(self) -> dict[str, Any]:
        """Waits for the next message of the grader."""
        header_bytes, body_bytes = _parse_prefix(read_exactly(self._read_fd, wire.PREFIX_SIZE))
        header = read_exactly(self._read_fd, header_bytes)
        return _decode(header, read_exactly(self._read_fd, body_bytes), writable=True)

    def send(self, message: dict[str, Any]) -> None:
        """Sends an answer.

        Raises:
            WireError: It holds something that cannot be carried; nothing was sent.
        """
        buffers = _encode(message)
        self._before_send()
        write_all(self._write_fd, buffers)


class Socket:
    """A channel of one socket and shared memory: that of the tiers with isolation.

    A large body from the grader comes as a sealed memfd of its own beside the frame; a large body
    to the grader is written into the one memfd that the grader made for it.
    """

    def __init__(self, fd: int, shared_fd: int) -> None:
        self._fd = fd
        self._socket = socket.socket(fileno=fd)
        self._recvmsg = self._socket.recvmsg
        self._shared_fd = shared_fd

    def receive(self) -> dict[str, Any]:
        """Waits for the next message of the grader."""
        prefix, shared_fd = self._prefix()
        header_bytes, body_bytes = _parse_prefix(prefix)
        header = read_exactly(self._fd, header_bytes)
        if shared_fd is None:
            return _decode(header, read_exactly(self._fd, body_bytes), writable=True)
        with _mmap(shared_fd, body_bytes, mmap.MAP_PRIVATE, mmap.PROT_READ) as body:
            _close(shared_fd)
            with memoryview(body) as view:
                return _decode(header, view, writable=True)

    def send(self, message: dict[str, Any]) -> None:
        """Sends an answer.

        Raises:
            WireError: It holds something that cannot be carried; nothing was sent.
        """
        first, *body = _encode(message)
        _, body_bytes = _parse_prefix(first[: wire.PREFIX_SIZE])
        if body_bytes > SHARED_FROM:
            # Through a mapping: a write would count against the limit on the size of files.
            with _mmap(self._shared_fd, body_bytes) as shared:
                for buffer in body:
                    shared.write(buffer)
            body = []
        write_all(self._fd, [first, *body])

    def close(self) -> None:
        """Closes this end."""
        self._socket.close()

    def _prefix(self) -> tuple[bytes, int | None]:
        """The first bytes of a frame, and the memfd that came with them."""
        room = socket.CMSG_SPACE(4)
        start, attached, _, _ = self._recvmsg(wire.PREFIX_SIZE, room)
        if not start:
            _exit(0)
        rest = read_exactly(self._fd, wire.PREFIX_SIZE - len(start))
        fds = array("i")
        for _, _, data in attached:
            fds.frombytes(data)
        return start + bytes(rest), fds[0] if fds else None
