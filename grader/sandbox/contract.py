"""What the rest of the grader knows of a sandbox, whichever tier is behind it.

Imports nothing but `grader.types`, so that it can be imported on every operating system.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Literal, Protocol, Self, get_args

from grader.types import Limits

Tier = Literal["1", "2", "3", "none"]
TIERS: tuple[Tier, ...] = get_args(Tier)

ReplyOutcome = Literal["answered", "timed_out", "out_of_memory", "died", "bad_reply"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """How one question to a worker ended. Everything in it that students made is hostile text."""

    outcome: ReplyOutcome
    message: Mapping[str, Any] | None = None
    """The decoded answer; None unless `outcome` is "answered"."""
    detail: str = ""
    """One sentence for every other outcome: measured and allowed, the signal, what was malformed."""
    output: str = ""
    """What was printed since the last reply: the first 64 KiB of all that the worker prints."""
    output_bytes: int = 0
    """Bytes printed since the last reply, kept or not."""
    wall_s: float = 0.0
    cpu_s: float = 0.0
    """CPU seconds of all threads since the last reply, measured from outside."""
    peak_mb: float = 0.0
    """Most memory the worker ever held beyond what a fresh worker holds, in MiB."""


class Worker(Protocol):
    """One process that executes one submission."""

    alive: bool

    def give(self, message: Mapping[str, Any]) -> None:
        """Sends a message that is not answered: the submission."""

    def ask(self, message: Mapping[str, Any], *, cpu_s: float, wall_s: float) -> Reply:
        """Sends a request and waits for its answer, at most so long.

        Args:
            message: A request with an "id"; see `grader/worker.py`.
            cpu_s: CPU seconds allowed, all threads together.
            wall_s: Seconds on the clock allowed.

        Returns:
            A reply, whatever the student's process does.
        """

    def close(self) -> None:
        """Ends the process and frees what belonged to it."""


class Sandbox(Protocol):
    """Where workers come from; a context manager."""

    tier: Tier
    selftest: Mapping[str, str]
    """Each wall by name: "stands", or why it does not."""

    def worker(self, limits: Limits) -> Worker:
        """A fresh worker under these limits."""

    def close(self) -> None:
        """Ends every worker and leaves nothing behind."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...
