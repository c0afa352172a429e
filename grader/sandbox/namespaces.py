"""Namespaces of a worker's own: processes, mounts, network, users. Tier 1 only.

Runs inside the sandbox. The warm process makes itself the first process of a pid namespace that its
own user namespace owns, once; then each worker takes one fork to be the first process of its own:
`unshare(CLONE_NEWPID)` in the parent, `fork`, and back with `setns`. (The textbook way forks twice
and copies the page tables of a large process twice.)
"""

from __future__ import annotations

import os
import signal

from grader.sandbox import syscalls as sys_

_QUIET = sys_.MS_NOSUID | sys_.MS_NODEV
_USER_INSIDE = 1000
_SHARED_MEMORY_BYTES = 16 << 20
_INODES = 2000


def become_first_process() -> int:
    """Moves the warm process into user, pid and mount namespaces of its own.

    Returns:
        A file descriptor of the pid namespace, for `fork_first_process`. Returns in a child; the
        calling process stays behind and ends with it.

    Raises:
        OSError: This machine does not let it.
    """
    uid, gid = os.getuid(), os.getgid()
    sys_.unshare(sys_.CLONE_NEWUSER | sys_.CLONE_NEWPID | sys_.CLONE_NEWNS)
    _map_user(uid, gid, inside=(uid, gid))
    sys_.mount("none", "/", "", sys_.MS_REC | sys_.MS_PRIVATE)
    child = os.fork()
    if child:
        os.closerange(0, 1 << 16)
        _, status = os.waitpid(child, 0)
        os._exit(0 if status == 0 else 1)
    sys_.die_with_parent(signal.SIGKILL)
    sys_.mount("proc", "/proc", "proc", _QUIET | sys_.MS_NOEXEC)
    return os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)


def fork_first_process(own_pid_namespace: int) -> int:
    """Forks a child that is process 1 of a new pid namespace; 0 in the child, like `os.fork`."""
    sys_.unshare(sys_.CLONE_NEWPID)
    child = os.fork()
    if child:
        sys_.setns(own_pid_namespace, sys_.CLONE_NEWPID)
    return child


def enter(folder: str, *, folder_mb: int) -> None:
    """Gives a worker mounts, network, ipc and a user of its own.

    Args:
        folder: Its working directory; an empty one is mounted there.
        folder_mb: All that it may hold, in MiB.
    """
    uid, gid = os.getuid(), os.getgid()
    sys_.unshare(sys_.CLONE_NEWNS | sys_.CLONE_NEWNET | sys_.CLONE_NEWIPC | sys_.CLONE_NEWUTS)
    sys_.mount("proc", "/proc", "proc", _QUIET | sys_.MS_NOEXEC)
    for target, size in ((folder, folder_mb << 20), ("/dev/shm", _SHARED_MEMORY_BYTES)):
        options = f"size={size},nr_inodes={_INODES},mode=700,uid={uid},gid={gid}"
        sys_.mount("tmpfs", target, "tmpfs", _QUIET, options)
    sys_.unshare(sys_.CLONE_NEWUSER)
    _map_user(uid, gid, inside=(_USER_INSIDE, _USER_INSIDE))


def _map_user(uid: int, gid: int, *, inside: tuple[int, int]) -> None:
    """Maps one user and one group into the new user namespace; no others exist there."""
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{inside[0]} {uid} 1"),
        ("gid_map", f"{inside[1]} {gid} 1"),
    ):
        fd = os.open(f"/proc/self/{name}", os.O_WRONLY | os.O_CLOEXEC)
        try:
            os.write(fd, text.encode())
        finally:
            os.close(fd)
