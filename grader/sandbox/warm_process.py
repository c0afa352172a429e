"""The grader's end of the control socket: boots a warm process, asks it for workers.

Never speaks with a worker (see `process.py`). Linux only.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from grader.errors import HarnessFault, Refused, UsageError
from grader.sandbox import control, outer, syscalls
from grader.sandbox.contract import Tier
from grader.sandbox.launch import launch
from grader.sandbox.programs import load
from grader.sandbox.view import View, carved

_START_S = 120.0
_ANSWER_S = 20.0
"""The warm process answers in milliseconds; one that does not is not what it should be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """The end of a worker, as the warm process reaped it."""

    code: int
    """Exit status, or minus the signal."""
    cpu_s: float
    peak_mb: float


class WarmProcess:
    """One warm process, from its start to its end."""

    def __init__(
        self,
        tier: Tier,
        view: View,
        *,
        preload: Sequence[str],
        folder_mb: int,
        leave_out: frozenset[str] = frozenset(),
    ) -> None:
        self.alive = True
        self.tier = tier
        self._resources = ExitStack()
        self._forked: dict[int, int] = {}
        self._ended: dict[int, Ended] = {}
        try:
            launched = launch(tier, view, folder_mb=folder_mb, resources=self._resources)
            self._control = launched.control
            self._said = launched.said
            self._folder = launched.folder
            self.facts = self._boot(tier, view, preload, leave_out)
        except BaseException:
            self.close()
            raise

    def fork(self, number: int, limits: Mapping[str, int], fds: Sequence[int]) -> None:
        """Asks for a worker; `pidfd` waits for it.

        Raises:
            HarnessFault: The warm process is gone.
        """
        if not self.alive:
            raise self._lost()
        try:
            control.send(self._control, {"worker": number, "limits": dict(limits)}, fds)
        except control.Gone:
            raise self._lost() from None

    def pidfd(self, number: int) -> int:
        """A descriptor of the worker's process; the caller closes it."""
        self._listen(lambda: number in self._forked)
        return self._forked.pop(number)

    def ended(self, number: int) -> Ended:
        """How a worker that is dead, or dying, ended; what it wrote is removed by then."""
        self._listen(lambda: number in self._ended)
        return self._ended[number]

    def folder_of(self, number: int) -> str:
        """The working directory of a worker, as the worker sees it."""
        return self._folder if self.tier == "1" else f"{self._folder}/w{number}"

    def close(self) -> None:
        """Ends it and every worker; a second call does nothing."""
        self.alive = False
        self._resources.close()
        while self._forked:
            os.close(self._forked.popitem()[1])

    def _boot(
        self, tier: Tier, view: View, preload: Sequence[str], leave_out: frozenset[str]
    ) -> Mapping[str, Any]:
        boot = {
            "tier": tier,
            "own_namespaces": tier == "1",
            "preload": list(preload),
            "readable": _readable(tier, view),
            "folder": self._folder,
            "leave_out": sorted(leave_out),
        }
        program = syscalls.memory_file("program")
        try:
            os.write(program, load("bare" if tier == "3" else "inner"))
            os.lseek(program, 0, os.SEEK_SET)
            control.send(self._control, boot, [program])
        except control.Gone:
            pass  # what it said says why
        finally:
            os.close(program)
        try:
            self._control.settimeout(_START_S)
            told, _ = control.receive(self._control)
        except (control.Gone, TimeoutError):
            told = {"failed": self._last_words() or "it ended without a word"}
        if "failed" in told:
            raise Refused(str(told["failed"]))
        for name, error in told["missing"]:
            raise UsageError(
                f"The homework preloads {name}, which cannot be imported inside the sandbox "
                f"({error}): install it beside the grader, for example `pip install {name}`."
            )
        return told

    def _listen(self, enough: Callable[[], bool]) -> None:
        """Reads what the warm process tells until `enough`."""
        if not self.alive:
            raise self._lost()
        deadline = time.monotonic() + _ANSWER_S
        try:
            while not enough():
                self._control.settimeout(max(0.001, deadline - time.monotonic()))
                told, fds = control.receive(self._control)
                if "forked" in told:
                    self._forked[told["forked"]] = fds[0]
                else:
                    self._ended[told["ended"]] = Ended(
                        code=told["code"], cpu_s=told["cpu_s"], peak_mb=told["peak_mb"]
                    )
        except (control.Gone, TimeoutError):
            raise self._lost() from None

    def _lost(self) -> HarnessFault:
        said = self._last_words()
        self.close()
        return HarnessFault(f"The sandbox's warm process ended by itself. {said}".rstrip())

    def _last_words(self) -> str:
        if self._said.closed:
            return ""
        self._said.seek(0)
        lines = self._said.read(20_000).decode("utf-8", "replace").strip().splitlines()
        return lines[-1].strip()[:300] if lines else ""


def _readable(tier: Tier, view: View) -> list[str]:
    """What a worker may read, as it sees it: mounts cover what is hidden, where there are any."""
    if tier == "3":
        data = [] if view.data is None else [view.data]
        return carved([*view.readable, *data], view.hidden)
    data = [] if view.data is None else [outer.data_folder(view)]
    return [*view.readable, *data]
