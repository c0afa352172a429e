"""The start of a plain worker: sets its file descriptors straight, then serves the grader.

Runs in the student's process of the tier without isolation, on every operating system, so it uses
nothing that only one of them has without asking first.
"""

from __future__ import annotations

import importlib
import os
import sys
import time
from collections.abc import Mapping
from typing import Any

SYNC = b"\x00\x16grader: all printed so far\x16\x00"
"""Written to the output before each answer, so that the grader knows when it has read all of it."""


def main() -> None:
    """Serves until the grader closes its end."""
    read_fd, write_fd, printed_fd = os.dup(0), os.dup(1), os.dup(2)
    devnull = os.open(os.devnull, os.O_RDONLY)
    os.dup2(devnull, 0)
    os.close(devnull)
    os.dup2(2, 1)  # both kinds of output go down one pipe, in the order they were printed
    if os.name == "nt":
        import msvcrt

        for fd in (read_fd, write_fd, printed_fd):
            msvcrt.setmode(fd, os.O_BINARY)  # type: ignore[attr-defined]
    from grader.sandbox.inside import Pipes, write_all

    pipe = Pipes(read_fd, write_fd, lambda: write_all(printed_fd, [SYNC]))
    boot = pipe.receive()
    missing = _preload(boot["preload"])
    _limit(boot)
    _leave_with_the_grader()
    pipe.send({"missing": missing})
    if not missing:
        from grader import worker

        worker.serve(pipe.receive, pipe.send)
    os._exit(0)


def _preload(names: list[str]) -> list[list[str]]:
    missing = []
    for name in names:
        try:
            importlib.import_module(name)
        except Exception as error:  # noqa: BLE001 - a broken library is told like a missing one
            missing.append([name, f"{type(error).__name__}: {error}"[:300]])
    return missing


def _limit(boot: Mapping[str, Any]) -> None:
    """Sets what the system can bound by itself. Linux only counts private memory as it should."""
    try:
        import resource
    except ImportError:  # Windows
        return
    mib = 1 << 20
    wanted = {"RLIMIT_CORE": 0, "RLIMIT_FSIZE": boot["file_mb"] * mib}
    if sys.platform == "linux":
        with open("/proc/self/statm", "rb") as statm:
            held = int(statm.read().split()[5]) * os.sysconf("SC_PAGE_SIZE")
        wanted["RLIMIT_DATA"] = held + boot["memory_mb"] * mib
    for name, value in wanted.items():
        kind = getattr(resource, name)
        hard = resource.getrlimit(kind)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (value, value))


def _leave_with_the_grader() -> None:
    """Ends this process soon after the grader has ended, however it did, and leaves no folder."""
    if os.name != "posix":  # Windows keeps the number of a parent that is gone
        return
    import _thread

    from grader.sandbox import sweep

    grader, folder = os.getppid(), os.getcwd()
    getppid, sleep, leave = os.getppid, time.sleep, os._exit

    def watch() -> None:
        while getppid() == grader:
            sleep(0.5)
        sweep.remove(folder)
        leave(1)

    _thread.start_new_thread(watch, ())
