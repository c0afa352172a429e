"""The grader's end of a worker's channel, against a peer that does what it likes."""

from __future__ import annotations

import mmap
import os
import socket
import struct
import sys
import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest

if sys.platform != "linux":
    pytest.skip("memory files are Linux's", allow_module_level=True)

from grader import wire
from grader.sandbox.channel import Channel, ChannelClosed
from grader.sandbox.inside import Socket


class Pair:
    """A channel and the worker's end of it, both in this process."""

    def __init__(self) -> None:
        self.channel = Channel()
        fd, self.shared = (os.dup(fd) for fd in self.channel.worker_fds)
        self.channel.given_away()
        self.worker = Socket(fd, self.shared)
        self.raw = socket.socket(fileno=os.dup(fd))
        self._fd = fd

    def close(self) -> None:
        """Closes both ends."""
        self.raw.close()
        self.worker.close()
        os.close(self.shared)
        self.channel.close()


@pytest.fixture
def pair() -> Iterator[Pair]:
    """A fresh pair."""
    made = Pair()
    yield made
    made.close()


def frame(header: bytes, body_bytes: int = 0, body: bytes = b"") -> bytes:
    """A frame as a worker may forge it."""
    return struct.pack("<4sIQ", wire.MAGIC, len(header), body_bytes) + header + body


@pytest.mark.parametrize("size", [0, 1, 1000, 131_071, 131_072, 131_073, 2_000_000])
def test_there_and_back(pair: Pair, size: int) -> None:
    """Arrays below, at and above the size that travels in shared memory arrive unchanged."""
    x = np.random.default_rng(size).standard_normal(size)
    pair.channel.queue(wire.encode({"x": x}))
    arrived: list[dict] = []
    # What goes through the socket fills it: somebody has to read meanwhile.
    reader = threading.Thread(target=lambda: arrived.append(pair.worker.receive()))
    reader.start()
    while pair.channel.sending:
        pair.channel.send_some()
        time.sleep(0.001)
    reader.join()
    got = arrived[0]["x"]
    np.testing.assert_array_equal(got, x)
    writer = threading.Thread(target=lambda: pair.worker.send({"x": got}))
    writer.start()
    while (answer := pair.channel.receive_some()) is None:
        time.sleep(0.001)
    writer.join()
    np.testing.assert_array_equal(wire.decode(*answer)["x"], x)


def test_two_large_questions_keep_their_own_memory(pair: Pair) -> None:
    """One queued behind the other does not take its place."""
    for value in (1.0, 2.0):
        pair.channel.queue(wire.encode({"x": np.full(300_000, value)}))
    pair.channel.send_some()
    assert [float(pair.worker.receive()["x"][7]) for _ in range(2)] == [1.0, 2.0]


def test_nothing_yet(pair: Pair) -> None:
    """Without bytes there is no frame, and with some of them none yet."""
    data = b"".join(bytes(part) for part in wire.encode({"a": 1}))
    assert pair.channel.receive_some() is None
    assert not pair.channel.in_frame
    for byte in data[:-1]:
        pair.raw.send(bytes([byte]))
        assert pair.channel.receive_some() is None
        assert pair.channel.in_frame
    pair.raw.send(data[-1:])
    answer = pair.channel.receive_some()
    assert answer is not None
    assert wire.decode(*answer) == {"a": 1}


def test_one_frame_at_a_time(pair: Pair) -> None:
    """What follows a frame stays where it is until it is asked for."""
    data = b"".join(bytes(part) for part in wire.encode({"a": 1}))
    pair.raw.send(data * 3)
    for _ in range(3):
        assert pair.channel.receive_some() is not None
    assert pair.channel.receive_some() is None


@pytest.mark.parametrize("already", [0, 5, 16, 17])
def test_closed(pair: Pair, already: int) -> None:
    """The end is told, and whether it came in the middle of a frame."""
    pair.raw.send(frame(b"header")[:already])
    pair.raw.shutdown(socket.SHUT_WR)
    with pytest.raises(ChannelClosed) as closed:
        pair.channel.receive_some()
    assert closed.value.cut == (already > 0)


def test_sending_to_a_closed_end_is_no_error(pair: Pair) -> None:
    """What cannot be sent is dropped; receiving then tells why."""
    pair.raw.shutdown(socket.SHUT_RDWR)
    pair.channel.queue(wire.encode({"x": np.ones(300_000)}))
    pair.channel.send_some()
    assert not pair.channel.sending


@pytest.mark.parametrize(
    "data",
    [
        b"noise" * 10,
        struct.pack("<4sIQ", wire.MAGIC, wire.MAX_HEADER + 1, 0),
        struct.pack("<4sIQ", wire.MAGIC, 2, wire.MAX_BODY + 1),
    ],
)
def test_sizes_are_refused_before_memory_is_taken(pair: Pair, data: bytes) -> None:
    """Bytes that announce too much, or nothing known, are an error of the wire."""
    pair.raw.send(data)
    with pytest.raises(wire.WireError):
        pair.channel.receive_some()


def test_a_large_body_is_copied_before_it_is_looked_at(pair: Pair) -> None:
    """What the worker writes into the shared memory later does not change what was read."""
    header = b'["d","x",["a","u1",2000000]]'
    with mmap.mmap(pair.shared, 2_000_000) as shared:
        shared[:] = b"\x01" * 2_000_000
        pair.raw.send(frame(header, 2_000_000))
        answer = pair.channel.receive_some()
        assert answer is not None
        shared[:] = b"\x02" * 2_000_000
        assert set(wire.decode(*answer)["x"].tolist()) == {1}


def test_pages_are_given_back(pair: Pair) -> None:
    """After a very large answer was read, its memory is not held any longer than needed."""
    header = b'["d","x",["a","u1",80000000]]'
    with mmap.mmap(pair.shared, 80_000_000) as shared:
        shared[:] = b"\x01" * 80_000_000
    pair.raw.send(frame(header, 80_000_000))
    answer = pair.channel.receive_some()
    assert answer is not None
    assert answer[1][-1] == 1
    assert os.fstat(pair.shared).st_blocks * 512 < 20_000_000


def test_the_worker_cannot_resize_the_memory(pair: Pair) -> None:
    """Cutting it short would kill the grader with SIGBUS; its size is sealed."""
    for size in (0, 1 << 40):
        with pytest.raises(OSError, match="Operation not permitted"):
            os.ftruncate(pair.shared, size)


def test_descriptors_sent_by_the_worker_are_not_taken(pair: Pair) -> None:
    """A worker cannot fill the grader's table of open files."""
    before = len(os.listdir("/proc/self/fd"))
    socket.send_fds(pair.raw, [b"x" * 4], [0, 1, 2])
    assert pair.channel.receive_some() is None
    assert len(os.listdir("/proc/self/fd")) == before


def test_closing_frees_everything() -> None:
    """Also a question that was never sent."""
    before = set(os.listdir("/proc/self/fd"))
    channel = Channel()
    for _ in range(3):
        channel.queue(wire.encode({"x": np.ones(300_000)}))
    channel.close()
    channel.close()
    assert set(os.listdir("/proc/self/fd")) == before
