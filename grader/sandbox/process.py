"""A worker of the tiers with isolation, as the grader holds it: bounded, and never believed.

Every wait has a deadline, CPU time is read from outside, every byte goes through `channel` and
`wire`. Linux only.
"""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Mapping
from typing import Any

from grader import wire
from grader.errors import HarnessFault
from grader.sandbox import ends, syscalls
from grader.sandbox.answers import is_answer
from grader.sandbox.channel import Channel, ChannelClosed, Frame
from grader.sandbox.contract import Reply, ReplyOutcome
from grader.sandbox.folder_watch import FolderWatch
from grader.sandbox.meter import LinuxMeter
from grader.sandbox.output import Output
from grader.sandbox.paths_told import PathsTold
from grader.sandbox.warm_process import WarmProcess
from grader.types import Limits

_READY_S = 20.0
_PIPE_BYTES = 1 << 16
_NEARLY_ALL = 0.9
"""A library that is refused memory may crash: then what the process held tells why it ended."""
_LAST_OUTPUT_READS = 64
"""A process may print while its last output is read: the reading has to end."""


class WalledWorker:
    """One forked, shut-in process that executes one submission."""

    def __init__(self, warm: WarmProcess, number: int, limits: Limits) -> None:
        self.alive = True
        self.pid = 0
        """Its number as the grader sees it; 0 before it was needed."""
        self._warm = warm
        self.number = number
        self._limits = limits
        folder = warm.folder_of(number)
        self._watch = FolderWatch(folder, limits.file_mb) if warm.tier == "3" else None
        self._paths = PathsTold(folder)
        self._end: tuple[ReplyOutcome, str] | None = None
        self._output = Output()
        self._channel = Channel()
        self._printed, printed_end = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        os.set_blocking(printed_end, True)
        channel_end, shared = self._channel.worker_fds
        bounds = {
            "memory_mb": limits.memory_mb, "file_mb": limits.file_mb, "threads": limits.threads
        }  # fmt: skip
        self._pidfd = -1
        self._meter: LinuxMeter | None = None
        self._poll = select.poll()
        self._cpu_at_last = self._cpu_at_end = 0.0
        self._memory_at_start = self._memory_at_end = 0.0
        try:
            warm.fork(number, bounds, [channel_end, printed_end, shared])
        except BaseException:
            self.close()
            raise
        finally:
            os.close(printed_end)
            self._channel.given_away()

    def start(self) -> None:
        """Waits until the process is there and every layer is around it.

        Raises:
            HarnessFault: A layer could not be put on.
        """
        if self._meter is not None:
            return
        try:
            self._await_ready()
        except BaseException:
            self.close()
            raise

    def _await_ready(self) -> None:
        self._pidfd = self._warm.pidfd(self.number)
        for fd in (self._channel.fileno(), self._printed, self._pidfd):
            self._poll.register(fd, select.POLLIN)
        ready = self._answer(time.monotonic(), cpu_s=_READY_S, wall_s=_READY_S)
        try:
            self.pid = _pid(self._pidfd)
            meter = LinuxMeter(self.pid)
        except OSError:  # it has ended and is gone
            ready = None
        if ready != {"ready": True}:
            self._read_output()
            said = self._output.since_last()[0].strip()[:300]
            raise HarnessFault(f"A worker could not be shut in: {said or self._end}")
        self._meter = meter
        self._cpu_at_last = self._meter.cpu_s()
        self._memory_at_start = self._meter.memory_mb()

    def take_limits(self, limits: Limits) -> None:
        """Gives a worker that was forked ahead the limits that are watched from outside."""
        self._limits = limits

    def give(self, message: Mapping[str, Any]) -> None:
        """Sends the submission; see `Worker.give`."""
        if self.alive:
            self.start()
            self._channel.queue(wire.encode(dict(message)))
            self._channel.send_some()

    def ask(self, message: Mapping[str, Any], *, cpu_s: float, wall_s: float) -> Reply:
        """Asks one question; see `Worker.ask`."""
        if not self.alive:
            return Reply(outcome="died", detail=ends.NOT_ALIVE)
        self.start()
        request = wire.encode(dict(message))
        started = time.monotonic()
        answer: Mapping[str, Any] | None = None
        if self._spoke_unasked():
            self._kill("bad_reply", ends.UNASKED)
        else:
            self._channel.queue(request)
            answer = self._answer(started, cpu_s=cpu_s, wall_s=wall_s)
        if answer is not None and not is_answer(answer, message):
            self._kill("bad_reply", ends.OTHER_QUESTION)
        return self._reply(answer, started)

    def close(self) -> None:
        """Ends the process; a second call does nothing."""
        self.alive = False
        self._signal_end()
        if self._meter is not None:
            self._meter.close()
            self._meter = None
        for fd in (self._printed, self._pidfd):
            if fd >= 0:
                os.close(fd)
        self._printed = self._pidfd = -1
        self._channel.close()

    def _answer(self, started: float, *, cpu_s: float, wall_s: float) -> Mapping[str, Any] | None:
        """Waits for one message within the limits; None when it ended some other way."""
        cores = os.cpu_count() or 1
        while self._end is None:
            used = self._cpu_s() - self._cpu_at_last
            elapsed = time.monotonic() - started
            over = self._over(used, cpu_s, elapsed, wall_s)
            if over is not None:
                self._kill(*over)
                break
            wait_s = max(0.001, min(wall_s - elapsed, (cpu_s - used) / cores, 0.25))
            frame = self._move(wait_s)
            if frame is not None:
                try:
                    return wire.decode(*frame)
                except wire.WireError as error:
                    self._kill("bad_reply", ends.not_a_message(str(error)))
        return None

    def _over(
        self, used_s: float, cpu_s: float, elapsed_s: float, wall_s: float
    ) -> tuple[ReplyOutcome, str] | None:
        """The first limit that is passed, if any."""
        printed, output_mb = self._output.total, self._limits.output_mb
        if used_s > cpu_s:
            return "timed_out", ends.out_of_cpu(used_s, cpu_s)
        if elapsed_s > wall_s:
            return "timed_out", ends.out_of_time(elapsed_s, wall_s, used_s)
        if printed > output_mb << 20:
            return "died", ends.flooded(printed, output_mb)
        if self._watch is not None and (overfull := self._watch.overfull()):
            return "died", overfull
        return None

    def _move(self, wait_s: float) -> Frame | None:
        """Moves bytes both ways once; the frame that has become complete, if any."""
        channel = self._channel.fileno()
        sending = select.POLLOUT if self._channel.sending else 0
        self._poll.modify(channel, select.POLLIN | sending)
        ready = {fd for fd, _ in self._poll.poll(wait_s * 1000)}
        if self._printed in ready:
            self._read_output(1)
        if sending and channel in ready:
            self._channel.send_some()
        if channel not in ready and self._pidfd not in ready:
            return None
        try:
            frame = self._channel.receive_some()
        except wire.WireError as error:
            self._kill("bad_reply", ends.not_a_message(str(error)))
            return None
        except ChannelClosed as closed:
            self._closed(cut=closed.cut)
            return None
        if frame is None and self._pidfd in ready:
            self._closed(cut=False)
        return frame

    def _closed(self, *, cut: bool) -> None:
        """The channel ended: tells the end of the process from a channel that was closed."""
        ended = select.poll()
        ended.register(self._pidfd, select.POLLIN)
        if ended.poll(500):
            end = self._warm.ended(self.number)
            held_mb, allowed_mb = end.peak_mb - self._memory_at_start, self._limits.memory_mb
            if end.code < 0 and held_mb > _NEARLY_ALL * allowed_mb:
                self._kill("out_of_memory", ends.full(end.code, held_mb, allowed_mb))
            else:
                self._kill("died", ends.exited(end.code))
            self._cpu_at_end, self._memory_at_end = end.cpu_s, end.peak_mb
        elif cut:
            self._kill("bad_reply", ends.not_a_message("it was cut short"))
        else:
            self._kill("bad_reply", ends.CLOSED_CHANNEL)

    def _spoke_unasked(self) -> bool:
        try:
            return self._channel.receive_some() is not None or self._channel.in_frame
        except wire.WireError:
            return True
        except ChannelClosed:  # the question will find it closed
            return False

    def _read_output(self, most: int = _LAST_OUTPUT_READS) -> None:
        """Takes what was printed, without waiting."""
        for _ in range(most if self._printed >= 0 else 0):
            try:
                data = os.read(self._printed, _PIPE_BYTES)
            except BlockingIOError:
                return
            if not data:  # every end is closed: nothing will come any more
                self._poll.unregister(self._printed)
                os.close(self._printed)
                self._printed = -1
                return
            self._output.add(data)

    def _cpu_s(self) -> float:
        return self._meter.cpu_s() if self._meter is not None else 0.0

    def _kill(self, outcome: ReplyOutcome, detail: str) -> None:
        self._end = (outcome, detail)
        self.alive = False
        self._cpu_at_end = self._cpu_s()
        self._memory_at_end = self._meter.memory_mb() if self._meter is not None else 0.0
        self._signal_end()

    def _signal_end(self) -> None:
        if self._pidfd >= 0:
            syscalls.signal_process(self._pidfd, signal.SIGKILL)

    def _reply(self, answer: Mapping[str, Any] | None, started: float) -> Reply:
        wall_s = time.monotonic() - started
        if self.alive and self._meter is not None:
            self._cpu_at_end, self._memory_at_end = self._meter.cpu_s(), self._meter.memory_mb()
        self._read_output()
        output, output_bytes = self._output.since_last()
        outcome, detail = self._end or ("answered", "")
        reply = Reply(
            outcome=outcome,
            message=self._paths.shorten_message(answer) if answer and self.alive else None,
            detail=detail,
            output=self._paths.shorten(output),
            output_bytes=output_bytes,
            wall_s=wall_s,
            cpu_s=max(0.0, self._cpu_at_end - self._cpu_at_last),
            peak_mb=max(0.0, self._memory_at_end - self._memory_at_start),
        )
        self._cpu_at_last = self._cpu_at_end
        if not self.alive:
            self.close()
        return reply


def _pid(pidfd: int) -> int:
    """The process's number as the grader sees it, while the descriptor keeps it from reuse."""
    with open(f"/proc/self/fdinfo/{pidfd}", "rb") as info:
        for line in info:
            if line.startswith(b"Pid:"):
                return int(line.split()[1])
    raise HarnessFault("The kernel does not tell the number of a worker's process.")
