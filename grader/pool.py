"""A pool of grading processes in which the death of one costs one submission at most.

`concurrent.futures` gives up a whole pool when one process dies and cannot say which task did it;
here every process has one task at a time and a pipe of its own.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any

from grader.disk import disk_trouble
from grader.errors import UsageError
from grader.job import Job
from grader.journal import Entry as Line
from grader.load import paths
from grader.load.roster import Entry
from grader.station import Station

_TRIES = 2
_NOT_EVEN_THAT = (
    "Grading {} ended the grading process again and again, also when it only had to write that "
    "there is no mark; what it said stands above. The same command again goes on."
)


@dataclass(slots=True)
class _Seat:
    """One process and what it is busy with."""

    process: Any
    pipe: Connection
    task: Entry | None = None


def grade_all(
    job: Job, entries: Sequence[Entry], *, jobs: int, make: Callable[[Job], Station] = Station
) -> Iterator[Line]:
    """Grades entries, in any order, and yields a journal line for each as it is finished.

    Args:
        job: what to grade with.
        entries: the submissions.
        jobs: grading processes; with 1, everything happens in this one.
        make: makes the station; another one in tests.

    Raises:
        UsageError: what a station raised before grading (no sandbox, a homework that cannot be read).
    """
    if jobs <= 1 or len(entries) <= 1:
        with make(job) as station:
            for entry in entries:
                yield station.grade_one(entry)
        return
    yield from _Pool(job, make).run(entries, min(jobs, len(entries)))


class _Pool:
    def __init__(self, job: Job, make: Callable[[Job], Station]) -> None:
        self._job = job
        self._make = make
        # spawn: a fork would copy this process's threads' locks.
        self._context = multiprocessing.get_context("spawn")
        self._seats: list[_Seat] = []

    def run(self, entries: Sequence[Entry], jobs: int) -> Iterator[Line]:
        waiting = deque((entry, _TRIES) for entry in entries)
        tries: dict[tuple[str, int], int] = {}
        done = 0
        try:
            self._seats = [self._start() for _ in range(jobs)]
            while done < len(entries):
                for n, seat in enumerate(self._seats):
                    if seat.task is None and waiting:
                        if not seat.process.is_alive():
                            seat = self._seats[n] = self._start()
                        entry, left = waiting.popleft()
                        tries[entry.student, entry.attempt] = left
                        self._give(seat, entry, left)
                busy = [s for s in self._seats if s.task is not None]
                for pipe in wait([s.pipe for s in busy]):
                    seat = next(s for s in busy if s.pipe is pipe)
                    line = self._take(seat)
                    if line is not None:
                        done += 1
                        yield line
                    elif seat.task is not None:  # died with it: once more, then without a mark
                        lost = seat.task
                        if tries[lost.student, lost.attempt] <= 0:
                            raise UsageError(_NOT_EVEN_THAT.format(paths.show(lost.student)))
                        waiting.append((lost, tries[lost.student, lost.attempt] - 1))
                    seat.task = None
        finally:
            self._end()

    def _start(self) -> _Seat:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(
            target=_serve, args=(self._job, theirs, self._make), daemon=True
        )
        process.start()
        theirs.close()
        return _Seat(process, ours)

    def _give(self, seat: _Seat, entry: Entry, left: int) -> None:
        seat.task = entry
        try:
            seat.pipe.send((entry, left > 0))
        except OSError:
            pass  # it died already; the pipe reads as ended and the task is given again

    def _take(self, seat: _Seat) -> Line | None:
        try:
            answer = seat.pipe.recv()
        except (EOFError, OSError):
            seat.process.join(5)
            return None
        if isinstance(answer, BaseException):
            raise answer
        return answer if isinstance(answer, Line) else None

    def _end(self) -> None:
        for seat in self._seats:
            seat.pipe.close()  # a station ends when its pipe does
        for seat in self._seats:
            seat.process.join(5)
            if seat.process.is_alive():
                seat.process.kill()
                seat.process.join()


def _serve(job: Job, pipe: Connection, make: Callable[[Job], Station]) -> None:
    """A grading process: one task after another until the pipe ends."""
    try:
        with make(job) as station:
            while True:
                entry, grade = pipe.recv()
                if grade:
                    pipe.send(station.grade_one(entry))
                else:
                    sentence = (
                        "Grading this submission ended the grading process itself, twice. "
                        "No mark was given; the instructor has to look at it."
                    )
                    pipe.send(station.give_up(entry, sentence))
    except (EOFError, BrokenPipeError, KeyboardInterrupt):
        return
    except OSError as error:
        trouble = disk_trouble(error)
        if trouble is None:
            raise
        with suppress(OSError):
            pipe.send(UsageError(trouble))
    except UsageError as error:
        with suppress(OSError):  # another process said the same first, and the batch is over
            pipe.send(error)
