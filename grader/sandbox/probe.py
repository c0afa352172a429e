"""Tries what a student's code must not be able to do: the self-test's submission.

Runs inside a worker like any submission, and is sent like one, so it imports nothing of the
project. Each wall is a function that returns "" where the wall stands, and otherwise what got
through. `selftest.py` runs it.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import mmap
import os
import resource
import socket
import threading
from collections.abc import Callable
from typing import Any

_MIB = 1 << 20


def probe(facts: dict[str, Any]) -> dict[str, str]:
    """Tries every wall.

    Args:
        facts: What only the grader knows: see `selftest.facts`.

    Returns:
        The name of each wall, and what got through it.
    """
    walls: dict[str, Callable[[], str]] = {
        "secrets": lambda: _reads(facts["secrets"]),
        "files": lambda: _lists(facts["folders"]),
        "writing": lambda: _writes(facts["folders"] + facts["libraries"]),
        "environment": lambda: _environment(facts["environment"]),
        "descriptors": _descriptors,
        "processes": lambda: _sees_processes(facts["processes"]),
        "signals": lambda: _signals(facts["processes"]),
        "memory of others": lambda: _debugs(facts["processes"]),
        "network": _network,
        "fork": _fork,
        "exec": _exec,
        "namespaces": _namespaces,
        "privileges": _privileges,
        "limits": _limits,
        "memory": lambda: _memory(facts["memory_mb"]),
        "file size": lambda: _file_size(facts["file_mb"]),
        "threads": lambda: _threads(facts["threads"]),
        "own process": lambda: _own_process(facts["own_process"]),
    }
    return {name: wall() for name, wall in walls.items()}


def _refused(what: str, attempt: Callable[[], object], reasons: set[int] | None = None) -> str:
    """ "" when `attempt` fails as it should; else what happened."""
    try:
        attempt()
    except OSError as error:
        if reasons is None or error.errno in reasons:
            return ""
        return f"{what} failed for another reason: {error}"
    return f"{what} worked"


def _first(found: list[str]) -> str:
    return next((what for what in found if what), "")


def _reads(paths: list[str]) -> str:
    return _first([_refused(f"reading {path}", lambda p=path: open(p).close()) for path in paths])  # type: ignore[misc]


def _lists(folders: list[str]) -> str:
    return _first([_refused(f"listing {path}", lambda p=path: os.listdir(p)) for path in folders])  # type: ignore[misc]


def _writes(folders: list[str]) -> str:
    def write(folder: str) -> None:
        path = os.path.join(folder, "written-by-a-probe")
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
        os.unlink(path)

    tried = [_refused(f"writing in {f}", lambda f=f: write(f)) for f in folders]  # type: ignore[misc]
    return _first(tried)


def _environment(expected: list[str]) -> str:
    more = sorted(set(os.environ) - set(expected))
    return f"the environment also holds {', '.join(more)[:200]}" if more else ""


def _descriptors() -> str:
    more = []
    for fd in range(5, 256):
        try:
            os.fstat(fd)
        except OSError:
            continue
        more.append(str(fd))
    return f"file descriptors {', '.join(more)[:200]} are open" if more else ""


def _others(processes: list[int]) -> list[int]:
    own = (0, os.getpid())
    return [pid for pid in (*processes, os.getppid()) if pid not in own]


def _sees_processes(processes: list[int]) -> str:
    try:
        seen = [name for name in os.listdir("/proc") if name.isdigit() and int(name) != os.getpid()]
    except OSError:
        seen = []
    if seen:
        return f"processes {', '.join(seen)[:200]} are seen"
    return _reads([f"/proc/{pid}/status" for pid in _others(processes)])


def _signals(processes: list[int]) -> str:
    others = _others(processes)
    tried = [_refused(f"kill({pid}, 0)", lambda p=pid: os.kill(p, 0)) for pid in [*others, -1]]  # type: ignore[misc]
    ends = os.pipe()
    for pid in others:  # the kernel would signal the owner when the pipe is ready
        owned = _refused(
            f"F_SETOWN to {pid}",
            lambda p=pid: fcntl.fcntl(ends[0], fcntl.F_SETOWN, p),  # type: ignore[misc]
        )
        tried.append(owned)
    for end in ends:
        os.close(end)
    return _first(tried)


def _called(name: str, *arguments: Any) -> None:
    """A function of libc; OSError when it gives -1."""
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*arguments) == -1:
        raise OSError(ctypes.get_errno(), name)


def _debugs(processes: list[int]) -> str:
    nobody = (1 << 22) + 1  # no process has this number, which is told where tracing is allowed
    tried = [_refused("ptrace", lambda: _called("ptrace", 16, nobody, None, None), {errno.EPERM})]
    for pid in _others(processes):
        read = _refused(
            f"process_vm_readv({pid})",
            lambda p=pid: _called("process_vm_readv", p, None, 0, None, 0, 0),  # type: ignore[misc]
        )
        tried.append(read)
    return _first(tried)


def _network() -> str:
    kinds = (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX, getattr(socket, "AF_NETLINK", 16))
    tried = [
        _refused(f"a socket of family {int(kind)}", lambda k=kind: socket.socket(k).close())  # type: ignore[misc]
        for kind in kinds
    ]
    return _first(tried)


def _fork() -> str:
    try:
        child = os.fork()
    except OSError:
        return ""
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    return "fork worked"


def _exec() -> str:
    # Where executing is allowed at all, this fails because there is no such program.
    nothing = "/there-is-no-such-program"
    return _refused("execve", lambda: os.execv(nothing, [nothing]), {errno.EPERM})


def _namespaces() -> str:
    user_namespace = 0x10000000
    return _refused("unshare", lambda: _called("unshare", user_namespace), {errno.EPERM})


def _privileges() -> str:
    if 0 in (os.getuid(), os.geteuid(), os.getgid(), os.getegid()):
        return "it runs as root"
    with open("/proc/self/status") as file:
        status = dict(line.rstrip().split(":", 1) for line in file)
    expectations = {"CapPrm": 0, "CapEff": 0, "CapAmb": 0, "NoNewPrivs": 1, "Seccomp": 2}
    for name, expected in expectations.items():
        if int(status[name].strip(), 16) != expected:
            return f"{name} is {status[name].strip()}"
    return ""


def _limits() -> str:
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if resource.RLIM_INFINITY in (soft, hard):
        return "memory is not limited"
    try:
        resource.setrlimit(resource.RLIMIT_DATA, (hard + _MIB, hard + _MIB))
    except (OSError, ValueError):
        return ""
    return "a limit was raised"


def _memory(memory_mb: int) -> str:
    try:
        bytearray((memory_mb + 16) * _MIB)
    except MemoryError:
        flags = mmap.MAP_SHARED | mmap.MAP_ANONYMOUS
        return _refused("shared memory that is not counted", lambda: mmap.mmap(-1, _MIB, flags))
    return f"{memory_mb + 16} MiB of memory were given"


def _file_size(file_mb: int) -> str:
    def write() -> None:
        with open("large", "wb", buffering=0) as file:
            for _ in range(file_mb + 1):
                if file.write(bytes(_MIB)) < _MIB:
                    raise OSError(errno.EFBIG, "it was cut")

    try:
        return _refused(f"a file of {file_mb + 1} MiB", write, {errno.EFBIG, errno.ENOSPC})
    finally:
        if os.path.exists("large"):
            os.unlink("large")


def _threads(most: int) -> str:
    """At most so many threads; 0 where only the memory of their stacks bounds them."""
    if most == 0:
        return ""
    leave, started = threading.Event(), []
    try:
        for _ in range(most + 1):
            thread = threading.Thread(target=leave.wait, args=(5.0,))
            thread.start()
            started.append(thread)
    except RuntimeError:
        return ""
    finally:
        leave.set()
        for thread in started:
            thread.join()
    return f"{most + 1} threads were started"


def _own_process(expected: bool) -> str:
    """Whether the files of its own process are read-only; only Landlock does that."""
    if not expected:
        return ""
    return _refused("writing /proc/self/comm", lambda: open("/proc/self/comm", "w").close())
