"""Tier "none": a worker that is an ordinary process, with limits and without isolation.

For a student who checks their own work, and for whoever asked for it by name. Works on Linux,
macOS and Windows; needs no fork. One fresh Python per worker.
"""

from __future__ import annotations

import os
import signal
import site
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, Self

import grader
from grader import wire
from grader.errors import HarnessFault, UsageError
from grader.sandbox import ends, sweep
from grader.sandbox.answers import is_answer
from grader.sandbox.contract import Reply, ReplyOutcome, Tier
from grader.sandbox.meter import meter_of
from grader.sandbox.paths_told import PathsTold
from grader.sandbox.plain_streams import PlainStreams
from grader.types import Limits

_START_S = 120.0
"""Importing torch from a cold disk takes long; this is the machine's time, not the student's."""

_KEEP_ENVIRONMENT = """
PATH HOME LANG LC_ALL TMPDIR TEMP TMP LD_LIBRARY_PATH DYLD_LIBRARY_PATH VIRTUAL_ENV CONDA_PREFIX
SYSTEMROOT SYSTEMDRIVE WINDIR COMSPEC USERPROFILE APPDATA LOCALAPPDATA PROGRAMDATA
NUMBER_OF_PROCESSORS PROCESSOR_ARCHITECTURE
""".split()

# The package is found by its folder, so that the child's sys.path is that of any script.
_BOOT = """\
import sys
from importlib import util
spec = util.spec_from_file_location(
    "grader", sys.argv[1] + "/__init__.py", submodule_search_locations=[sys.argv[1]])
package = sys.modules["grader"] = util.module_from_spec(spec)
spec.loader.exec_module(package)
sys.argv[:] = [""]
from grader.sandbox import plain_child
plain_child.main()
"""


class PlainSandbox:
    """Starts plain workers. There is no warm process: nothing is shared between them."""

    tier: Tier = "none"
    selftest: Mapping[str, str] = MappingProxyType({"isolation": "there is none in this tier"})

    def __init__(self, *, preload: tuple[str, ...], data: Path | None) -> None:
        self._preload = preload
        self._data = data
        self._workers: list[PlainWorker] = []
        self._begun: PlainWorker | None = None

    def begin(self, limits: Limits) -> None:
        """Starts the process of the next worker already; it gets ready while the caller does other things."""
        if self._begun is None:
            self._begun = PlainWorker(limits, self._preload, self._data)
            self._workers.append(self._begun)

    def worker(self, limits: Limits) -> PlainWorker:
        """A fresh worker under these limits.

        Raises:
            UsageError: A module of `preload` cannot be imported.
            HarnessFault: Python did not start.
        """
        self._workers = [worker for worker in self._workers if worker.alive]
        begun, self._begun = self._begun, None
        worker = begun
        if worker is None or worker.limits != limits:
            worker = PlainWorker(limits, self._preload, self._data)
            self._workers.append(worker)
        worker.get_ready()
        return worker

    def close(self) -> None:
        """Ends every worker."""
        for worker in self._workers:
            worker.close()
        self._workers.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class PlainWorker:
    """One ordinary process that executes one submission."""

    def __init__(self, limits: Limits, preload: tuple[str, ...], data: Path | None) -> None:
        self.alive = True
        self.limits = limits
        self._end: tuple[ReplyOutcome, str] | None = None
        self._folder = os.path.realpath(tempfile.mkdtemp(prefix=f"grader-plain-{os.getpid()}-"))
        self._paths = PathsTold(self._folder)
        self._process = _start(self._folder, data)
        self._meter = meter_of(self._process)
        self._streams = PlainStreams(self._process)
        self._cpu_at_last = 0.0
        self._cpu_at_end = 0.0
        self._memory_at_start = 0.0
        try:
            self._streams.write(wire.encode(self._boot(preload)))
        except BaseException:
            self.close()
            raise

    def get_ready(self) -> None:
        """Waits until the process has started.

        Raises:
            UsageError, HarnessFault: see `PlainSandbox.worker`.
        """
        try:
            self._started()
        except BaseException:
            self.close()
            raise

    def give(self, message: Mapping[str, Any]) -> None:
        """Sends the submission; see `Worker.give`."""
        if self.alive:
            self._streams.write(wire.encode(dict(message)))

    def ask(self, message: Mapping[str, Any], *, cpu_s: float, wall_s: float) -> Reply:
        """Asks one question; see `Worker.ask`."""
        if not self.alive:
            return Reply(outcome="died", detail=ends.NOT_ALIVE)
        request = wire.encode(dict(message))
        started = time.monotonic()
        answer: dict[str, Any] | None = None
        if self._streams.frame_waits():
            self._unasked()
        else:
            self._streams.write(request)
            answer = self._answer(started, cpu_s=cpu_s, wall_s=wall_s)
        if answer is not None and not is_answer(answer, message):
            self._kill("bad_reply", ends.OTHER_QUESTION)
        return self._reply(answer, started)

    def close(self) -> None:
        """Ends the process and removes its folder; a second call does nothing."""
        self.alive = False
        if self._folder:
            _kill(self._process)
            self._streams.close()
            self._meter.close()
            sweep.remove(self._folder)
            self._folder = ""

    def _boot(self, preload: tuple[str, ...]) -> dict[str, Any]:
        return {
            "preload": list(preload),
            "memory_mb": self.limits.memory_mb,
            "file_mb": self.limits.file_mb,
        }

    def _started(self) -> None:
        ready = self._answer(time.monotonic(), cpu_s=_START_S, wall_s=_START_S)
        self._streams.drain(answered=ready is not None)
        said = self._streams.output.since_last()[0]
        if ready is None:
            detail = self._end[1] if self._end else ""
            raise HarnessFault(f"A plain worker did not start: it {detail}. {said.strip()[-500:]}")
        for name, error in ready["missing"]:
            raise UsageError(
                f"The homework preloads {name}, which cannot be imported here ({error}): "
                f"install it beside the grader, for example `pip install {name}`."
            )
        self._cpu_at_last = self._meter.cpu_s()
        self._memory_at_start = self._meter.memory_mb()

    def _answer(self, started: float, *, cpu_s: float, wall_s: float) -> dict[str, Any] | None:
        """Waits for one message within the limits; None when it ended some other way."""
        cores = os.cpu_count() or 1
        while True:
            used = self._meter.cpu_s() - self._cpu_at_last
            elapsed = time.monotonic() - started
            over = self._over(used, cpu_s, elapsed, wall_s)
            if over is not None:
                self._kill(*over)
                return None
            wait_s = min(wall_s - elapsed, (cpu_s - used) / cores, 0.25)
            frame = self._streams.next_frame(max(wait_s, 0.005))
            if frame is None:
                continue
            if isinstance(frame, str):
                self._broken(frame)
                return None
            try:
                return wire.decode(*frame)
            except wire.WireError as error:
                self._kill("bad_reply", ends.not_a_message(str(error)))
                return None

    def _over(
        self, used_s: float, cpu_s: float, elapsed_s: float, wall_s: float
    ) -> tuple[ReplyOutcome, str] | None:
        """The first limit that is passed, if any."""
        printed, output_mb = self._streams.output.total, self.limits.output_mb
        if used_s > cpu_s:
            return "timed_out", ends.out_of_cpu(used_s, cpu_s)
        if elapsed_s > wall_s:
            return "timed_out", ends.out_of_time(elapsed_s, wall_s, used_s)
        if printed > output_mb << 20:
            return "died", ends.flooded(printed, output_mb)
        return None

    def _unasked(self) -> None:
        """Something came before the question: the end of the process, or an answer to nothing."""
        frame = self._streams.next_frame(0.0)
        if isinstance(frame, str):
            self._broken(frame)
        else:
            self._kill("bad_reply", ends.UNASKED)

    def _broken(self, why: str) -> None:
        """The channel broke: tells the end of the process from bytes that are no message."""
        self._meter.cpu_s()  # it can no longer be read once the process is reaped
        try:
            code = self._process.wait(timeout=1.0)
        except subprocess.TimeoutExpired:
            detail = ends.not_a_message(why) if why else ends.CLOSED_CHANNEL
            self._kill("bad_reply", detail)
        else:
            self._kill("died", ends.exited(code))

    def _kill(self, outcome: ReplyOutcome, detail: str) -> None:
        self._end = (outcome, detail)
        self.alive = False
        self._cpu_at_end = self._meter.cpu_s()
        _kill(self._process)

    def _reply(self, answer: dict[str, Any] | None, started: float) -> Reply:
        wall_s = time.monotonic() - started
        cpu_s = self._meter.cpu_s() if self.alive else self._cpu_at_end
        self._streams.drain(answered=self.alive)
        output, output_bytes = self._streams.output.since_last()
        outcome, detail = self._end or ("answered", "")
        reply = Reply(
            outcome=outcome,
            message=self._paths.shorten_message(answer) if answer and self.alive else None,
            detail=detail,
            output=self._paths.shorten(output),
            output_bytes=output_bytes,
            wall_s=wall_s,
            cpu_s=max(0.0, cpu_s - self._cpu_at_last),
            peak_mb=max(0.0, self._meter.memory_mb() - self._memory_at_start),
        )
        self._cpu_at_last = cpu_s
        if not self.alive:
            self.close()
        return reply


def _start(folder: str, data: Path | None) -> subprocess.Popen[bytes]:
    environment = {name: os.environ[name] for name in _KEEP_ENVIRONMENT if name in os.environ}
    environment |= {
        "PYTHONHASHSEED": "0",  # the order of a set must not differ from one grading to the next
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
        "MPLBACKEND": "Agg",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "TORCH_COMPILE_DISABLE": "1",
    }
    if data is not None:
        environment["DATA_DIR"] = str(data.absolute())
    flags = ["-P"] if site.ENABLE_USER_SITE else ["-P", "-s"]
    package = str(Path(grader.__file__).parent)
    return subprocess.Popen(
        [sys.executable, *flags, "-c", _BOOT, package],
        cwd=folder,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C at the terminal is the grader's; ignored on Windows
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Ends the process and, where the system knows groups, what it started; then reaps it."""
    if process.returncode is None:
        if sys.platform == "win32":
            process.kill()
        else:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:  # it ended by itself, or has not got its own group yet
                process.kill()
        process.wait()
