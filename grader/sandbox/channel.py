"""The grader's end of a worker's channel: frames to and from a process that nobody believes.

Nothing here waits and nothing here trusts: sizes are checked before memory is taken, and a large
body is copied out of the shared memory, which the worker can still write, before it is looked at.
Linux only.
"""

from __future__ import annotations

import array
import mmap
import os
import socket
from collections import deque
from dataclasses import dataclass
from typing import Any, Literal

from grader import wire
from grader.sandbox import syscalls
from grader.sandbox.inside import SHARED_FROM

_KEPT_PAGES_BYTES = 16 << 20
"""The next large answer is quicker when its pages are there already."""
_MADV_REMOVE = 9
_SEAL_SIZE = syscalls.SEAL_SEAL | syscalls.SEAL_SHRINK | syscalls.SEAL_GROW

Frame = tuple[bytearray, bytes | bytearray]
"""Header and body of a message."""


@dataclass(slots=True)
class _Piece:
    """Bytes to send, and the memory file that goes with the first of them."""

    data: memoryview
    attached: int | None


class ChannelClosed(Exception):
    """The worker's end is closed; `cut` tells whether in the middle of a frame."""

    def __init__(self, *, cut: bool) -> None:
        super().__init__("the channel is closed")
        self.cut = cut


class Channel:
    """One socket pair and the memory for large answers."""

    def __init__(self) -> None:
        self._socket, self._theirs = socket.socketpair()
        self._socket.setblocking(False)
        # Its size is sealed, so that the worker cannot cut it short under the grader's read.
        self._shared = syscalls.memory_file("answer")
        os.ftruncate(self._shared, wire.MAX_BODY)
        syscalls.seal(self._shared, _SEAL_SIZE)
        self._to_send: deque[_Piece] = deque()
        self._header = bytearray()
        self._body_bytes = 0
        self._expect("prefix", wire.PREFIX_SIZE)

    def fileno(self) -> int:
        """For polling."""
        return self._socket.fileno()

    @property
    def worker_fds(self) -> tuple[int, int]:
        """The worker's end: its socket and the memory for large answers."""
        return self._theirs.fileno(), self._shared

    def given_away(self) -> None:
        """Closes the grader's copy of the worker's end."""
        self._theirs.close()

    def close(self) -> None:
        """Frees everything."""
        self._theirs.close()
        self._socket.close()
        self._drop_unsent()
        if self._shared >= 0:
            os.close(self._shared)
            self._shared = -1

    def queue(self, buffers: list[Any]) -> None:
        """Takes a frame to send; `send_some` moves it."""
        _, body_bytes = wire.parse_prefix(buffers[0][: wire.PREFIX_SIZE])
        attached = None
        if body_bytes > SHARED_FROM:
            attached = _sealed(buffers[1:])
            buffers = buffers[:1]
        for buffer in buffers:
            self._to_send.append(_Piece(memoryview(buffer).cast("B"), attached))
            attached = None

    @property
    def sending(self) -> bool:
        """Whether something is still to be sent."""
        return bool(self._to_send)

    @property
    def in_frame(self) -> bool:
        """Whether a frame has begun to arrive and is not complete."""
        return self._got > 0 or self._stage != "prefix"

    def send_some(self) -> None:
        """Sends as much as the socket takes; a closed one is left for `receive_some` to tell."""
        try:
            while self._to_send:
                self._send(self._to_send[0])
                if not self._to_send[0].data:
                    self._to_send.popleft()
        except BlockingIOError:
            pass
        except OSError:
            self._drop_unsent()

    def receive_some(self) -> Frame | None:
        """Reads what has arrived, at most to the end of one frame.

        Returns:
            The frame when it is complete, else None.

        Raises:
            ChannelClosed: There is no more to come.
            WireError: What came is not a frame.
        """
        while self._fill():
            if self._stage == "prefix":
                header_bytes, self._body_bytes = wire.parse_prefix(self._part)
                self._expect("header", header_bytes)
            elif self._stage == "header":
                self._header = self._part
                shared = self._body_bytes > SHARED_FROM
                self._expect("body", 0 if shared else self._body_bytes)
            else:
                body = self._part if self._body_bytes <= SHARED_FROM else self._shared_body()
                self._expect("prefix", wire.PREFIX_SIZE)
                return self._header, body
        return None

    def _fill(self) -> bool:
        """Reads on into the part that is expected; whether it is complete."""
        while self._got < len(self._part):
            try:
                count = self._socket.recv_into(memoryview(self._part)[self._got :])
            except BlockingIOError:
                return False
            except OSError:
                count = 0
            if count == 0:
                raise ChannelClosed(cut=self.in_frame)
            self._got += count
        return True

    def _expect(self, stage: Literal["prefix", "header", "body"], size: int) -> None:
        self._stage = stage
        self._part = bytearray(size)
        self._got = 0

    def _shared_body(self) -> bytes:
        """A copy of the shared memory; the pages of a very large body are then given back."""
        with mmap.mmap(self._shared, self._body_bytes) as shared:
            body = shared[:]
            if self._body_bytes > _KEPT_PAGES_BYTES:
                shared.madvise(_MADV_REMOVE, _KEPT_PAGES_BYTES)
        return body

    def _send(self, piece: _Piece) -> None:
        if piece.attached is None:
            sent = self._socket.send(piece.data)
        else:
            rights = (socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [piece.attached]))
            sent = self._socket.sendmsg([piece.data], [rights])
            os.close(piece.attached)
            piece.attached = None
        piece.data = piece.data[sent:]

    def _drop_unsent(self) -> None:
        for piece in self._to_send:
            if piece.attached is not None:
                os.close(piece.attached)
        self._to_send.clear()


def _sealed(buffers: list[Any]) -> int:
    """A memfd that holds these bytes and that nobody can change any more."""
    fd = syscalls.memory_file("question")
    for buffer in buffers:
        view = memoryview(buffer).cast("B")
        while view:
            view = view[os.write(fd, view) :]
    syscalls.seal(fd, _SEAL_SIZE | syscalls.SEAL_WRITE)
    return fd
