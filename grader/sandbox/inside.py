"""A worker's end of its channel to the grader: messages in, messages out.

Runs in the student's process, in every tier. Imports `grader.wire` only. The calls it needs are
bound when it is imported, so that a submission which replaces `os.read` breaks its own code and not
the channel; one that wants to break the channel can, and the grader believes none of it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from grader import wire

_read, _write, _exit, _readv = os.read, os.write, os._exit, getattr(os, "readv", None)
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
