"""Which system calls a worker may make: the list, and the script that turns it into programs.

    python -m grader.sandbox.policy          # writes programs/*.bpf again; needs pyseccomp

Never imported where grading happens: `seccomp.py` installs the programs as bytes. All that is not
listed fails with "operation not permitted", so that a program can go on; nothing is fatal.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import errno
import tempfile
from pathlib import Path
from typing import Any

from grader.sandbox.seccomp import PID_MARK

PROGRAMS = Path(__file__).parent / "programs"

KINDS = ("inner", "bare")
"""`inner` stands inside mounts that are read-only; `bare` has Landlock alone beside it."""

ALLOWED = """
read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 close close_range lseek
stat fstat lstat newfstatat statx access faccessat faccessat2 readlink readlinkat
getdents getdents64 getcwd chdir fchdir mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2
link linkat symlink symlinkat umask ftruncate fallocate fsync fdatasync statfs fstatfs
sendfile copy_file_range flock fadvise64 readahead
dup dup2 dup3 pipe pipe2 eventfd eventfd2 epoll_create epoll_create1 epoll_ctl epoll_wait
epoll_pwait epoll_pwait2 poll ppoll select pselect6 timerfd_create timerfd_settime timerfd_gettime
signalfd signalfd4
munmap mremap mprotect madvise msync mlock munlock brk membarrier rseq
futex futex_waitv set_robust_list get_robust_list set_tid_address
rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait rt_sigsuspend sigaltstack
pause restart_syscall
getpid gettid getppid getuid geteuid getgid getegid getresuid getresgid getgroups getpgrp getpgid
getsid sched_yield sched_getaffinity sched_getparam sched_getscheduler sched_get_priority_max
sched_get_priority_min sched_rr_get_interval getcpu getpriority ioprio_get get_mempolicy
clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times getitimer setitimer
alarm timer_create timer_settime timer_gettime timer_delete timer_getoverrun
getrlimit getrusage sysinfo uname getrandom exit exit_group wait4 waitid
shutdown getsockname getpeername getsockopt
""".split()

NOT_HERE = """
clone3 openat2 io_uring_setup io_uring_enter io_uring_register memfd_secret
""".split()
"""Answered "no such call", so that libraries take the ordinary way: its arguments can be judged."""

NOT_SUPPORTED = """
getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr setxattr lsetxattr fsetxattr
removexattr lremovexattr fremovexattr
""".split()
"""Answered as by a file system without extended attributes, for which `shutil.copy2` is prepared."""

OF_FILE_OWNERS = "chmod fchmod fchmodat utime utimes utimensat futimesat".split()
"""Landlock does not cover them. Where mounts are not read-only they are answered "done" and not
done: `shutil.copy` works, and nobody's files change."""

_TERMINAL_SIZE_AND_FLAGS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
"""TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX"""

_FCNTL = (*range(8), 36, 37, 38, 1030, 1032, 1034)
"""Duplicates, flags, locks, the size of a pipe and seals to look at. Not F_SETOWN, F_SETOWN_EX and
F_SETSIG: they have the kernel signal another process when a file of this one is ready."""

_AF_UNIX = 1
_MSG_OOB = 1

_PRCTL_OF_ITSELF = (15, 16, 2, 3, 21, 39)
"""PR_SET_NAME, PR_GET_NAME, PR_GET_PDEATHSIG, PR_GET_DUMPABLE, PR_GET_SECCOMP, PR_GET_NO_NEW_PRIVS"""

_CLONE_THREAD = 0x00010000
_CLONE_NEW = 0x7E020080  # every new namespace
_O_ACCMODE, _O_WRONLY, _O_RDWR, _O_TRUNC = 0o3, 0o1, 0o2, 0o1000
_MAP_SHARED, _MAP_ANONYMOUS, _MAP_GROWSDOWN, _MAP_HUGETLB = 0x01, 0x20, 0x100, 0x40000


def build(kind: str, machine: str) -> bytes:
    """The program of one kind for one machine, as instructions of classic BPF."""
    import pyseccomp as s

    architecture = {"x86_64": s.Arch.X86_64, "aarch64": s.Arch.AARCH64}[machine]
    filter_ = s.SyscallFilter(s.ERRNO(errno.EPERM))
    if architecture != s.system_arch():
        filter_.add_arch(architecture)
        filter_.remove_arch(s.system_arch())
    filter_.set_attr(s.Attr.ACT_BADARCH, s.KILL_PROCESS)
    filter_.set_attr(s.Attr.CTL_NNP, 0)

    def rule(action: int, name: str, *arguments: Any) -> None:
        try:
            if s.resolve_syscall(architecture, name) >= 0:  # `open` and others: not on aarch64
                filter_.add_rule(action, name, *arguments)
        except ValueError:  # newer than this libseccomp
            raise ValueError(f"libseccomp does not know the system call {name}") from None

    for name in ALLOWED:
        rule(s.ALLOW, name)
    for name in NOT_HERE:
        rule(s.ERRNO(errno.ENOSYS), name)
    for name in NOT_SUPPORTED:
        rule(s.ERRNO(errno.EOPNOTSUPP), name)
    for name in OF_FILE_OWNERS:
        rule(s.ALLOW if kind == "inner" else s.ERRNO(0), name)
    if kind == "inner":
        rule(s.ALLOW, "truncate")  # before Linux 6.2 Landlock does not cover it either
    _files_and_memory(s, rule)
    _processes(s, rule)
    with tempfile.TemporaryFile() as program:
        filter_.export_bpf(program)
        program.seek(0)
        return program.read()


def _files_and_memory(s: Any, rule: Any) -> None:
    for name, at in (("open", 1), ("openat", 2)):
        # Emptying a file that was opened for reading passes Landlock before Linux 6.2.
        rule(s.ALLOW, name, s.Arg(at, s.MASKED_EQ, _O_TRUNC, 0))
        rule(s.ALLOW, name, s.Arg(at, s.MASKED_EQ, _O_ACCMODE, _O_WRONLY))
        rule(s.ALLOW, name, s.Arg(at, s.MASKED_EQ, _O_ACCMODE, _O_RDWR))
    rule(s.ALLOW, "creat")
    # Memory that RLIMIT_DATA does not count is refused: stacks that grow, shared memory without a
    # file, huge pages.
    mask = _MAP_SHARED | _MAP_ANONYMOUS | _MAP_GROWSDOWN | _MAP_HUGETLB
    for flags in (0, _MAP_ANONYMOUS, _MAP_SHARED):
        rule(s.ALLOW, "mmap", s.Arg(3, s.MASKED_EQ, mask, flags))
    for request in _TERMINAL_SIZE_AND_FLAGS:
        rule(s.ALLOW, "ioctl", s.Arg(1, s.EQ, request))
    for command in _FCNTL:
        rule(s.ALLOW, "fcntl", s.Arg(1, s.EQ, command))
    # Sockets within the process, for asyncio. Out-of-band data is code that nothing needs and that
    # has been a way out of browsers' sandboxes.
    rule(s.ALLOW, "socketpair", s.Arg(0, s.EQ, _AF_UNIX))
    for name, at in (("sendto", 3), ("recvfrom", 3), ("sendmsg", 2), ("recvmsg", 2)):
        rule(s.ALLOW, name, s.Arg(at, s.MASKED_EQ, _MSG_OOB, 0))


def _processes(s: Any, rule: Any) -> None:
    """Threads, yes; processes and namespaces, no; and nothing that reaches another process."""
    rule(s.ALLOW, "clone", s.Arg(0, s.MASKED_EQ, _CLONE_THREAD | _CLONE_NEW, _CLONE_THREAD))
    for option in _PRCTL_OF_ITSELF:
        rule(s.ALLOW, "prctl", s.Arg(0, s.EQ, option))
    for name in ("prlimit64", "sched_setaffinity"):
        rule(s.ALLOW, name, s.Arg(0, s.EQ, 0))
    rule(s.ALLOW, "setpriority", s.Arg(0, s.EQ, 0), s.Arg(1, s.EQ, 0))
    for name in ("kill", "tgkill"):
        rule(s.ALLOW, name, s.Arg(0, s.EQ, PID_MARK))


def file_name(kind: str, machine: str) -> str:
    """Where a program lies below `programs/`."""
    return f"{kind}.{machine}.bpf"


def libseccomp_version() -> str:
    """The library that `build` uses here: other versions order instructions otherwise."""
    library = ctypes.CDLL(ctypes.util.find_library("seccomp"))
    library.seccomp_version.restype = ctypes.POINTER(ctypes.c_uint * 3)
    return ".".join(map(str, library.seccomp_version().contents))


def main() -> None:
    """Writes every program, and the version of the library that made them."""
    from grader.sandbox.syscalls import MACHINES

    PROGRAMS.mkdir(exist_ok=True)
    for kind in KINDS:
        for machine in MACHINES:
            (PROGRAMS / file_name(kind, machine)).write_bytes(build(kind, machine))
    (PROGRAMS / "made-with.txt").write_text(f"libseccomp {libseccomp_version()}\n")


if __name__ == "__main__":
    main()
