"""Grades many pieces of a homework's material on several cores; plain data goes in and out."""

from __future__ import annotations

import atexit
import functools
import math
import multiprocessing
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from grader.engine import End
from grader.errors import UsageError
from grader.footprint import Place, roots
from grader.patching import Files
from grader.verify.bench import Bench
from grader.verify.inputs import Seen, seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What every process opens its bench with."""

    folder: Path
    seed: int
    tier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One thing to grade."""

    name: str
    files: Files
    checks: tuple[str, ...] | None = None
    """Ids of the checks to judge, in this order; None for all."""
    seed: int | None = None
    cpu_s: float | None = None
    until_failed: bool = False
    look: bool = False
    """Whether what the checks asked is told, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How one check ended for a piece."""

    status: str
    message: str
    share: float | None
    """The largest error in units of the tolerance: of the comparison that failed it, or of all when it
    passed. None without a comparison."""
    kind: str
    """Of that comparison, "" without one."""
    cpu_s: float
    truth: tuple[float, float] | None = None
    """The numbers it accepts, from and to, when it asked for one and another one came."""
    roots: frozenset[Place] | None = None
    inputs: tuple[Seen, ...] = ()
    """What can be said of the arrays that it handed over, call by call."""

    @property
    def passed(self) -> bool:
        """Whether it costs nothing."""
        return self.status in ("passed", "manual")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A graded piece."""

    name: str
    told: Mapping[str, Told]

    @property
    def not_passed(self) -> set[str]:
        """Checks that cost points."""
        return {check for check, told in self.told.items() if not told.passed}


class Crew:
    """Processes that grade pieces; started when first needed. A context manager.

    Args:
        setup: what each opens its bench with.
        jobs: processes; with 1, everything happens in this one.
    """

    def __init__(self, setup: Setup, *, jobs: int) -> None:
        self._setup = setup
        self._jobs = jobs
        self._pool: ProcessPoolExecutor | None = None
        self._own: Bench | None = None

    def examine(self, pieces: Sequence[Piece]) -> Iterator[Outcome]:
        """Grades pieces and yields their outcomes in the same order.

        Raises:
            UsageError: when the homework cannot be collected, or a process died.
            Refused: when there is no sandbox.
        """
        if self._jobs <= 1:
            self._own = self._own or _opened(self._setup)
            for piece in pieces:
                yield _examined(self._own, piece)
            return
        if self._pool is None:
            # spawn: a fork would copy this process's threads' locks.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._jobs, mp_context=context)
        try:
            yield from self._pool.map(_examine, [self._setup] * len(pieces), pieces, chunksize=1)
        except BrokenProcessPool:
            raise UsageError("A process of `verify` died; try again with --jobs 1.") from None

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None
        if self._own is not None:
            self._own.close()
            self._own = None


_EDGE = 1 + 1e-6
"""The tolerance itself, and the last bits beside it."""


def _opened(setup: Setup) -> Bench:
    return Bench.open(setup.folder, seed=setup.seed, tier=setup.tier)


@functools.cache
def _bench_of_process(setup: Setup) -> Bench:
    """The bench of a process of the pool, which ends with it."""
    bench = _opened(setup)
    atexit.register(bench.close)
    return bench


def _examine(setup: Setup, piece: Piece) -> Outcome:
    """What a process of the pool does."""
    return _examined(_bench_of_process(setup), piece)


def _examined(bench: Bench, piece: Piece) -> Outcome:
    done = bench.grade(
        piece.files,
        piece.checks,
        seed=piece.seed,
        cpu_s=piece.cpu_s,
        until_failed=piece.until_failed,
    )
    return Outcome(
        name=piece.name,
        told={end.verdict.check: _told(end, piece) for end in done},
    )


def _told(end: End, piece: Piece) -> Told:
    verdict = end.verdict
    kinds = ("values", "slope", "shape")
    # Of a check that passed, what is further off was one of several readings, not the one that counts.
    weighed = [j for j in end.compared if j.kind in kinds and j.bound > 0 and j.share <= _EDGE]
    worst = max(weighed, key=lambda j: j.share, default=None)
    if verdict.status != "passed":
        worst = end.culprit
    return Told(
        status=verdict.status,
        message=verdict.message,
        share=None if worst is None else worst.share,
        kind="" if worst is None else worst.kind,
        cpu_s=end.cpu_s,
        truth=_truth(end),
        roots=roots(end.requests, piece.files, end.names) if piece.look else None,
        inputs=seen(end.requests) if piece.look else (),
    )


def _truth(end: End) -> tuple[float, float] | None:
    if (judged := end.culprit) is None or judged.expected.size != 1 or judged.got.size != 1:
        return None
    expected, got = float(judged.expected.reshape(())), float(judged.got.reshape(()))
    if judged.kind == "interval":  # expected is its nearest end; the other lies beyond
        other = expected + math.copysign(2 * judged.bound, expected - got)
        return min(expected, other), max(expected, other)
    return expected - 1e-3 * abs(expected), expected + 1e-3 * abs(expected)
