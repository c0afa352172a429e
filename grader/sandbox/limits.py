"""Resource limits: memory, threads, file size, for a worker that is about to start.

Runs inside the sandbox. What a call may use (CPU, time, output) is measured by the grader from
outside and not here; the CPU limit here is a net for a grader that was stopped.
"""

from __future__ import annotations

import os
import resource
from collections.abc import Mapping

_MIB = 1 << 20
_CPU_NET_S = 3600
_ADDRESS_SLACK = 4096 * _MIB
"""Mappings that hold no memory of their own: libraries, arenas set aside, files."""
NPROC_COUNTS_PER_NAMESPACE = (5, 14)
"""Before Linux 5.14 all processes of the user count, so a limit would fail students by chance."""


def held_bytes() -> tuple[int, int]:
    """(address space, private memory) that this process has already, from the warm process."""
    with open("/proc/self/statm", "rb") as statm:
        fields = statm.read().split()
    page = os.sysconf("SC_PAGE_SIZE")
    return int(fields[0]) * page, int(fields[5]) * page


def kernel() -> tuple[int, int]:
    """Version of the running kernel: (5, 14)."""
    major, minor = os.uname().release.split(".")[:2]
    return int(major), int("".join(c for c in minor if c.isdigit()) or 0)


def apply(limits: Mapping[str, int], *, own_count: bool) -> None:
    """Bounds this process for good.

    Args:
        limits: "memory_mb", "file_mb" and "threads" of `types.Limits`.
        own_count: Whether threads are counted apart from the user's other processes, which takes a
            user namespace. Without it the memory of their stacks bounds them.
    """
    address_space, private = held_bytes()
    memory = limits["memory_mb"] * _MIB
    wanted = {
        resource.RLIMIT_CPU: _CPU_NET_S,
        resource.RLIMIT_AS: address_space + memory + _ADDRESS_SLACK,
        resource.RLIMIT_DATA: private + memory,
        resource.RLIMIT_FSIZE: limits["file_mb"] * _MIB,
        resource.RLIMIT_STACK: 8 * _MIB,
        resource.RLIMIT_NOFILE: 256,
        resource.RLIMIT_CORE: 1,  # 0 would still start a crash reporter that reads from a pipe
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_SIGPENDING: 256,
    }
    if own_count and kernel() >= NPROC_COUNTS_PER_NAMESPACE:
        wanted[resource.RLIMIT_NPROC] = limits["threads"]
    for kind, value in wanted.items():
        hard = resource.getrlimit(kind)[1]
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (bound, bound))
