"""The layers around a worker, in the only order that works: what a forked child does to itself.

Runs inside the sandbox, before a byte of the submission has arrived. If a layer cannot be put on,
it raises and the child ends: no student code runs without all of them.
"""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass

from grader.sandbox import landlock, limits, namespaces, seccomp, syscalls

# Of its own entry in /proc: not `net`, `mountinfo` or `task`, which tell of the machine, nor `mem`.
_OWN_FACTS = """
fd fdinfo maps smaps smaps_rollup status stat statm cmdline comm environ limits io auxv exe
""".split()
_MACHINE_FACTS = "cpuinfo meminfo stat loadavg uptime version filesystems sys/kernel sys/vm".split()
_NAMES = ("/etc/passwd", "/etc/group", "/etc/nsswitch.conf")
"""Made for the sandbox by the outer one; without it they are the machine's own."""
# No /dev/zero: a shared mapping of it is memory that no limit counts.
_DEVICES = ("/dev/null", "/dev/full", "/dev/random", "/dev/urandom")

FOLDER_VARIABLES = ("HOME", "TMPDIR", "MPLCONFIGDIR", "TORCH_HOME", "XDG_CACHE_HOME")
"""Names in the environment that lead libraries to a worker's own folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is the same for every worker of one warm process."""

    tier: str
    readable: tuple[str, ...]
    """Files and folders that a worker may read."""
    landlock_abi: int
    program: bytes
    """The system-call filter, still with the mark for the process's number."""
    leave_out: frozenset[str] = frozenset()
    """Layers to leave out, so that tests can see the self-test notice."""


def shut_in(plan: Plan, bounds: Mapping[str, int], folder: str) -> None:
    """Puts every layer of the plan's tier around this process, for good.

    Args:
        plan: The layers.
        bounds: "memory_mb", "file_mb" and "threads" of `types.Limits`.
        folder: The working directory, the only place that may be written.

    Raises:
        OSError: A layer could not be put on.
        RuntimeError: Nothing would guard the files.
    """
    on = {"namespaces", "limits", "landlock", "seccomp"} - plan.leave_out
    os.setsid()
    own_namespaces = plan.tier == "1" and "namespaces" in on
    if own_namespaces:
        namespaces.enter(folder, folder_mb=bounds["file_mb"])
    _be_first_to_go()
    os.chdir(folder)
    if "limits" in on:
        limits.apply(bounds, own_count=plan.tier != "3")
    syscalls.drop_capabilities()
    syscalls.die_with_parent(signal.SIGKILL)
    syscalls.prctl(syscalls.PR_SET_NO_NEW_PRIVS, 1)
    if "landlock" in on:
        _guard_files(plan, folder)
    _point_environment_to(folder)
    if "seccomp" in on:
        syscalls.install_filter(seccomp.with_pid(plan.program, os.getpid()))


def _be_first_to_go() -> None:
    """When the machine runs out of memory, the kernel is to end this process and no other."""
    try:
        with open("/proc/self/oom_score_adj", "wb") as score:
            score.write(b"1000")
    except OSError:  # some containers mount /proc read-only
        pass


def _guard_files(plan: Plan, folder: str) -> None:
    if plan.landlock_abi == 0:
        if plan.tier == "1":  # its mounts are read-only and show nothing else
            return
        raise RuntimeError("this kernel has no Landlock, so nothing would guard the files")
    files = (*plan.readable, *(_NAMES if plan.tier != "3" else ()))
    rules = [(path, landlock.READ) for path in files]
    rules += [(f"/proc/{os.getpid()}/{name}", landlock.READ) for name in _OWN_FACTS]
    rules += [(f"/proc/{name}", landlock.READ) for name in _MACHINE_FACTS]
    rules += [(device, landlock.DEVICE) for device in _DEVICES]
    rules.append((folder, landlock.CHANGE))
    if plan.tier == "1":
        rules.append(("/dev/shm", landlock.CHANGE))
    landlock.restrict(rules, plan.landlock_abi)


def _point_environment_to(folder: str) -> None:
    for name in FOLDER_VARIABLES:
        os.environ[name] = folder
    tempfile.tempdir = None
