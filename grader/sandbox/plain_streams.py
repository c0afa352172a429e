"""The three pipes of a plain worker, moved by threads: the one way that works on every system.

Bytes from the worker are only framed here, and bounded: one frame at a time is read, and printed
bytes are kept up to a limit. Imports nothing of the tiers with isolation.
"""

from __future__ import annotations

import subprocess
import threading
from queue import Empty, SimpleQueue
from typing import IO, Any

from grader import wire
from grader.sandbox.output import Output
from grader.sandbox.plain_child import SYNC

Frame = tuple[bytes, bytes]
"""Header and body of a message."""


class PlainStreams:
    """What goes to and comes from one process; every method returns within a bounded time."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.output = Output()
        self._to_write: SimpleQueue[list[Any] | None] = SimpleQueue()
        self._frames: SimpleQueue[Frame | str] = SimpleQueue()
        self._may_read = threading.Semaphore(1)
        self._synced = threading.Semaphore(0)
        self._threads = [
            threading.Thread(target=target, args=(stream,), daemon=True, name=f"grader-{name}")
            for target, stream, name in (
                (self._write, process.stdin, "write"),
                (self._read, process.stdout, "read"),
                (self._print, process.stderr, "print"),
            )
        ]
        for thread in self._threads:
            thread.start()

    def write(self, buffers: list[Any]) -> None:
        """Sends a frame, in the background."""
        self._to_write.put(buffers)

    def frame_waits(self) -> bool:
        """Whether a frame, or the end of the stream, came that was not asked for yet."""
        return not self._frames.empty()

    def next_frame(self, timeout_s: float) -> Frame | str | None:
        """The next frame; "" at the end of the stream; a sentence for bytes that are no frame.

        Returns:
            None when nothing came in time.
        """
        try:
            frame = self._frames.get(timeout=timeout_s)
        except Empty:
            return None
        self._may_read.release()
        return frame

    def drain(self, *, answered: bool) -> None:
        """Waits until all is read that was printed before the answer, or before the end."""
        if answered:
            self._synced.acquire(timeout=1.0)
        else:
            self._threads[2].join(timeout=1.0)

    def close(self) -> None:
        """Lets the threads end; call it when the process has ended."""
        self._to_write.put(None)
        self._may_read.release()
        for thread in self._threads:  # one may hang on a pipe that a grandchild still holds
            thread.join(timeout=0.2)

    def _write(self, stream: IO[bytes]) -> None:
        try:
            with stream:
                while (buffers := self._to_write.get()) is not None:
                    for buffer in buffers:
                        stream.write(buffer)
                    stream.flush()
        except (OSError, ValueError):  # it has ended: the reader tells
            pass

    def _read(self, stream: IO[bytes]) -> None:
        with stream:
            while True:
                self._may_read.acquire()
                frame = self._one_frame(stream)
                self._frames.put(frame)
                if isinstance(frame, str):
                    return

    def _one_frame(self, stream: IO[bytes]) -> Frame | str:
        try:
            prefix = stream.read(wire.PREFIX_SIZE)
            if not prefix:
                return ""
            header_bytes, body_bytes = wire.parse_prefix(prefix)
            header, body = stream.read(header_bytes), stream.read(body_bytes)
        except wire.WireError as error:
            return str(error)
        except OSError:
            return ""
        if len(header) < header_bytes or len(body) < body_bytes:
            return "it was cut short"
        return header, body

    def _print(self, stream: IO[bytes]) -> None:
        held = b""
        with stream:
            while chunk := stream.read1(1 << 16):  # type: ignore[attr-defined]
                *parts, held = (held + chunk).split(SYNC)
                for part in parts:
                    self.output.add(part)
                    self._synced.release()
                keep = _overlap(held)
                self.output.add(held[: len(held) - keep])
                held = held[len(held) - keep :]
        self.output.add(held)


def _overlap(data: bytes) -> int:
    """How many bytes at the end of `data` may be the beginning of the marker."""
    for size in range(min(len(data), len(SYNC) - 1), 0, -1):
        if SYNC.startswith(data[-size:]):
            return size
    return 0
