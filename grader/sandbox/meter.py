"""CPU time and memory of another process, read from outside it.

The process under measure is not asked, so it cannot lie. Imports nothing of the project; works on
Linux, macOS and Windows with the standard library alone.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import time
from typing import Any, Protocol

_MIB = 1 << 20


class Meter(Protocol):
    """Reads one process."""

    def cpu_s(self) -> float:
        """CPU seconds used so far, all threads together; what was read last once it is gone."""

    def memory_mb(self) -> float:
        """Most resident memory it ever had, in MiB; 0 where the system does not tell."""

    def close(self) -> None:
        """Frees what the meter holds."""


class LinuxMeter:
    """A process of Linux, by its number in the grader's own pid namespace.

    The number must not be reused while this lives: hold the process unreaped, or a pidfd of it, and
    close the meter first.
    """

    def __init__(self, pid: int) -> None:
        # include/linux/posix-timers_types.h: the clock of a whole process is (~pid << 3) | SCHED
        self._clock = (~pid << 3) | 2
        self._cpu_s = 0.0
        self._peak_mb = 0.0
        self._status = os.open(f"/proc/{pid}/status", os.O_RDONLY | os.O_CLOEXEC)

    def cpu_s(self) -> float:
        """CPU seconds used so far; see `Meter`."""
        try:
            self._cpu_s = time.clock_gettime(self._clock)
        except OSError:  # it is gone
            pass
        return self._cpu_s

    def memory_mb(self) -> float:
        """The high-water mark of its resident memory; see `Meter`."""
        try:
            status = os.pread(self._status, 4096, 0)
        except OSError:
            return self._peak_mb
        at = status.find(b"VmHWM:")
        if at >= 0:  # a process that has ended has no such line
            self._peak_mb = int(status[at + 6 :].split(None, 1)[0]) / 1024
        return self._peak_mb

    def close(self) -> None:
        """Closes the status file."""
        os.close(self._status)


class MacMeter:
    """A process of macOS, through libproc."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._cpu_s = 0.0
        self._libc: Any = ctypes.CDLL(None)

        class Timebase(ctypes.Structure):
            _fields_ = (("numer", ctypes.c_uint32), ("denom", ctypes.c_uint32))

        base = Timebase()
        self._libc.mach_timebase_info(ctypes.byref(base))
        self._tick_s = (base.numer or 1) / (base.denom or 1) * 1e-9

    def cpu_s(self) -> float:
        """CPU seconds used so far; see `Meter`."""
        # struct rusage_info_v0 of <sys/resource.h>: 16 bytes of uuid, then u64 user and system time
        info = (ctypes.c_uint64 * 32)()
        if self._libc.proc_pid_rusage(self._pid, 0, ctypes.byref(info)) == 0:
            self._cpu_s = (info[2] + info[3]) * self._tick_s
        return self._cpu_s

    def memory_mb(self) -> float:
        """Not told by macOS for a process that still runs."""
        return 0.0

    def close(self) -> None:
        """Nothing is held."""


class WindowsMeter:
    """A process of Windows, by the handle that `subprocess` holds."""

    def __init__(self, handle: int) -> None:
        self._handle = ctypes.c_void_p(handle)
        self._cpu_s = 0.0
        self._kernel: Any = getattr(ctypes, "windll").kernel32  # noqa: B009 - absent elsewhere

    def cpu_s(self) -> float:
        """CPU seconds used so far; see `Meter`."""
        times = [ctypes.c_uint64() for _ in range(4)]  # created, exited, kernel, user; in 100 ns
        if self._kernel.GetProcessTimes(self._handle, *map(ctypes.byref, times)):
            self._cpu_s = (times[2].value + times[3].value) * 1e-7
        return self._cpu_s

    def memory_mb(self) -> float:
        """The peak working set; see `Meter`."""
        # PROCESS_MEMORY_COUNTERS: two u32, then size_t fields, of which the first is the peak
        counters = (ctypes.c_size_t * 10)()
        ctypes.cast(counters, ctypes.POINTER(ctypes.c_uint32))[0] = ctypes.sizeof(counters)
        read = self._kernel.K32GetProcessMemoryInfo(
            self._handle, ctypes.byref(counters), ctypes.sizeof(counters)
        )
        return counters[1] / _MIB if read else 0.0

    def close(self) -> None:
        """The handle belongs to `subprocess`."""


class NoMeter:
    """A system that tells nothing about other processes: the wall clock has to do."""

    def cpu_s(self) -> float:
        """Unknown."""
        return 0.0

    def memory_mb(self) -> float:
        """Unknown."""
        return 0.0

    def close(self) -> None:
        """Nothing is held."""


def meter_of(process: subprocess.Popen[bytes]) -> Meter:
    """The meter that this operating system offers for a child process."""
    if sys.platform == "linux":
        return LinuxMeter(process.pid)
    if sys.platform == "darwin":
        return MacMeter(process.pid)
    if sys.platform == "win32":
        return WindowsMeter(int(process._handle))  # type: ignore[attr-defined]
    return NoMeter()
