"""A sandbox of tier 1, 2 or 3: a warm process, a spare worker, and a self-test before all else.

Linux only.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Self

from grader.errors import HarnessFault, UsageError
from grader.sandbox.contract import Tier
from grader.sandbox.process import WalledWorker
from grader.sandbox.view import View
from grader.sandbox.warm_process import WarmProcess
from grader.types import Limits

_WORKERS_PER_WARM_PROCESS = 500
"""All forks of one process share its address layout: a new one now and then gives a new layout."""


class WalledSandbox:
    """Workers that can harm and read nothing but themselves.

    Grade with one worker at a time: in tiers 2 and 3 workers see the same process numbers and
    share one temporary folder's space, and on every tier they would slow each other's clocks.
    """

    def __init__(
        self,
        tier: Tier,
        view: View,
        *,
        preload: tuple[str, ...],
        leave_out: frozenset[str] = frozenset(),
    ) -> None:
        self.tier: Tier = tier
        self.selftest: Mapping[str, str] = {}
        self.view = view
        self._preload = preload
        self._leave_out = leave_out
        self._made = 0
        self._folder_mb = 2 * Limits().file_mb
        self._live: list[WalledWorker] = []
        self._spare: tuple[Limits, WalledWorker] | None = None
        self._warm = self._warm_process()

    @property
    def landlock_abi(self) -> int:
        """The version of Landlock that is around the workers; 0 for none."""
        return int(self._warm.facts["landlock_abi"])

    @property
    def environment(self) -> list[str]:
        """Names in the environment of the workers."""
        return list(self._warm.facts["environment"])

    def worker(self, limits: Limits, *, then_spare: bool = True) -> WalledWorker:
        """A fresh worker under these limits.

        Args:
            limits: What it may use.
            then_spare: Have another one with the same limits forked ahead.

        Raises:
            UsageError: The limits allow processes.
            HarnessFault: The warm process, started anew, did not give one.
        """
        if limits.processes:
            raise UsageError(
                f"The homework allows {limits.processes} processes, and the sandbox lets student "
                "code start threads only: set processes = 0."
            )
        self._forget_the_dead()
        if self._made >= _WORKERS_PER_WARM_PROCESS and not self._live:
            self._renew()
        try:
            worker = self._ready_worker(limits, then_spare)
        except HarnessFault:  # once more, with a new warm process
            self._renew()
            worker = self._ready_worker(limits, then_spare)
        self._live.append(worker)
        return worker

    def close(self) -> None:
        """Ends every worker and the warm process; a second call does nothing."""
        self._close_workers()
        self._warm.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _forget_the_dead(self) -> None:
        """Waits for what dead workers wrote to be removed, where the next one shares the space."""
        dead = [worker for worker in self._live if not worker.alive]
        self._live = [worker for worker in self._live if worker.alive]
        if self.tier == "1" or not self._warm.alive:
            return
        try:
            for worker in dead:
                self._warm.ended(worker.number)
        except HarnessFault:
            pass  # the warm process is gone, and is started anew

    def _ready_worker(self, limits: Limits, then_spare: bool) -> WalledWorker:
        """Takes the spare, or makes one; then has the next spare made while this one works."""
        bounds = _bounds(limits)
        if self._spare is not None and _bounds(self._spare[0]) == bounds:
            worker = self._spare[1]
            self._spare = None
            worker.start()
            worker.take_limits(limits)
        else:
            self._drop_spare()
            worker = self._fork(limits)
            worker.start()
        if then_spare:
            try:
                self._spare = (limits, self._fork(limits))
            except HarnessFault:
                worker.close()
                raise
        return worker

    def _fork(self, limits: Limits) -> WalledWorker:
        self._made += 1
        return WalledWorker(self._warm, self._made, limits)

    def _drop_spare(self) -> None:
        if self._spare is not None:
            spare = self._spare[1]
            self._spare = None
            try:
                if self._warm.alive:
                    spare.start()  # it has to be there before it can be ended
            finally:
                spare.close()

    def _close_workers(self) -> None:
        try:
            self._drop_spare()
        except HarnessFault:
            pass  # it went with its warm process
        for worker in self._live:
            worker.close()
        self._live.clear()

    def _renew(self) -> None:
        self._close_workers()
        self._warm.close()
        self._warm = self._warm_process()
        self._made = 0

    def _warm_process(self) -> WarmProcess:
        return WarmProcess(
            self.tier,
            self.view,
            preload=self._preload,
            folder_mb=self._folder_mb,
            leave_out=self._leave_out,
        )


def _bounds(limits: Limits) -> tuple[int, ...]:
    """What is fixed when a worker is forked; the rest is watched from outside."""
    return limits.memory_mb, limits.file_mb, limits.threads
