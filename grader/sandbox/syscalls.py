"""The Linux system calls that Python has no name for, and the numbers of two machines.

Some of them Python does have, but not where it was built for old systems, as conda's and uv's are.

Runs inside the sandbox and, as root, before it. Linux only: import it from functions, never at the
top of a module that other systems import. Imports nothing of the project.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import platform

MACHINES = ("x86_64", "aarch64")
MACHINE = platform.machine()

# include/uapi/linux/sched.h
CLONE_NEWNS = 0x00020000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

# include/uapi/linux/mount.h
MS_RDONLY = 1
MS_NOSUID = 2
MS_NODEV = 4
MS_NOEXEC = 8
MS_REMOUNT = 32
MS_BIND = 4096
MS_REC = 16384
MS_PRIVATE = 1 << 18

# include/uapi/linux/prctl.h
PR_SET_PDEATHSIG = 1
PR_CAPBSET_DROP = 24
PR_SET_NO_NEW_PRIVS = 38
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_CLEAR_ALL = 4

_MEMFD_CREATE = 319 if MACHINE == "x86_64" else 279
_PIDFD_SEND_SIGNAL = 424
_PIDFD_OPEN = 434
_CAPSET = 126 if MACHINE == "x86_64" else 91
_SECCOMP = 317 if MACHINE == "x86_64" else 277
LANDLOCK_CREATE_RULESET = 444
LANDLOCK_ADD_RULE = 445
LANDLOCK_RESTRICT_SELF = 446

_MFD_CLOEXEC, _MFD_ALLOW_SEALING = 1, 2
_F_ADD_SEALS = 1033
_CAPABILITY_VERSION_3 = 0x20080522
_SECCOMP_SET_MODE_FILTER = 1

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def call(number: int, *arguments: object, what: str) -> int:
    """A system call by its number; OSError names `what` when it fails."""
    return _checked(_libc.syscall(ctypes.c_long(number), *arguments), what)


SEAL_SEAL, SEAL_SHRINK, SEAL_GROW, SEAL_WRITE = 1, 2, 4, 8


def memory_file(name: str, *, inheritable: bool = False) -> int:
    """A descriptor of a file that lies in memory and can be sealed."""
    flags = _MFD_ALLOW_SEALING | (0 if inheritable else _MFD_CLOEXEC)
    return call(_MEMFD_CREATE, name.encode(), ctypes.c_uint(flags), what="memfd_create")


def seal(fd: int, seals: int) -> None:
    """Forbids changes of a memory file, to everybody and for good."""
    fcntl.fcntl(fd, _F_ADD_SEALS, seals)


def open_process(pid: int) -> int:
    """A descriptor that stands for a process, whoever gets its number later."""
    return call(_PIDFD_OPEN, ctypes.c_int(pid), ctypes.c_uint(0), what="pidfd_open")


def signal_process(pidfd: int, number: int) -> None:
    """Sends a signal; nothing happens when the process is gone."""
    try:
        call(
            _PIDFD_SEND_SIGNAL,
            ctypes.c_int(pidfd),
            ctypes.c_int(number),
            None,
            ctypes.c_uint(0),
            what="pidfd_send_signal",
        )
    except ProcessLookupError:
        pass


def unshare(flags: int) -> None:
    """Leaves the namespaces that `flags` name for new ones."""
    _checked(_libc.unshare(ctypes.c_int(flags)), f"unshare({flags:#x})")


def setns(fd: int, kind: int) -> None:
    """Enters the namespace that `fd` holds."""
    _checked(_libc.setns(ctypes.c_int(fd), ctypes.c_int(kind)), f"setns({kind:#x})")


def mount(source: str, target: str, kind: str, flags: int, options: str = "") -> None:
    """Mounts; `kind` and `options` may be empty."""
    result = _libc.mount(
        os.fsencode(source),
        os.fsencode(target),
        kind.encode() or None,
        ctypes.c_ulong(flags),
        options.encode() or None,
    )
    _checked(result, f"mount {kind or source} on {target}")


def prctl(option: int, value: int) -> None:
    """Sets an attribute of this process."""
    zero = ctypes.c_ulong(0)
    result = _libc.prctl(ctypes.c_int(option), ctypes.c_ulong(value), zero, zero, zero)
    _checked(result, f"prctl({option}, {value})")


def die_with_parent(signal_number: int) -> None:
    """Asks the kernel to signal this process when the thread that started it ends."""
    prctl(PR_SET_PDEATHSIG, signal_number)


def drop_capabilities() -> None:
    """Gives up every capability, for this process and whatever it may execute."""
    for capability in range(64):
        try:
            prctl(PR_CAPBSET_DROP, capability)
        except OSError:  # past the last one that this kernel knows, or none was held
            break
    try:
        prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    except OSError:  # kernels before 4.3 have no ambient set
        pass
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    nothing = (ctypes.c_uint32 * 6)()
    call(_CAPSET, ctypes.byref(header), ctypes.byref(nothing), what="capset")


def close_from(lowest: int) -> None:
    """Closes every file descriptor from `lowest` on."""
    os.closerange(lowest, 1 << 20)


def install_filter(program: bytes) -> None:
    """Filters this process's system calls from now on, for good.

    Args:
        program: Instructions of classic BPF, 8 bytes each.
    """

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))

    prctl(PR_SET_NO_NEW_PRIVS, 1)
    call(
        _SECCOMP,
        ctypes.c_uint(_SECCOMP_SET_MODE_FILTER),
        ctypes.c_uint(0),
        ctypes.byref(Program(len(program) // 8, program)),
        what="seccomp",
    )


def advise(address: int, size: int, advice: int) -> bool:
    """madvise(); whether the kernel took the advice."""
    result: int = _libc.madvise(
        ctypes.c_void_p(address), ctypes.c_size_t(size), ctypes.c_int(advice)
    )
    return result == 0
