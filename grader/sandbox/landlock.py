"""Landlock: which files a worker may open, decided by the kernel for good.

Runs inside the sandbox, in the child that becomes a worker. Imports `syscalls` only.
Source: include/uapi/linux/landlock.h and the kernel's Documentation/userspace-api/landlock.rst.
"""

from __future__ import annotations

import ctypes
import os
import stat
import struct
from collections.abc import Iterable

from grader.sandbox import syscalls

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_REMOVE_DIR, _REMOVE_FILE = 1 << 4, 1 << 5
_MAKE_DIR, _MAKE_REG, _MAKE_SYM = 1 << 7, 1 << 8, 1 << 12
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15

READ = _READ_FILE | _READ_DIR | _EXECUTE
"""Open for reading, list, and map as code: shared libraries need that."""
CHANGE = (
    READ | _WRITE_FILE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG | _MAKE_SYM
    | _REFER | _TRUNCATE
)  # fmt: skip
"""All that belongs to a working directory; no devices, sockets or pipes."""
DEVICE = _READ_FILE | _WRITE_FILE

_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV

_NET_BIND_AND_CONNECT = 3  # TCP, from ABI 4
_SCOPE_SOCKETS_AND_SIGNALS = 3  # from ABI 6
_RULE_PATH_BENEATH = 1
_VERSION = 1


def abi() -> int:
    """The version of Landlock that the kernel offers; 0 when it offers none."""
    try:
        return syscalls.call(
            syscalls.LANDLOCK_CREATE_RULESET,
            None,
            ctypes.c_size_t(0),
            ctypes.c_uint(_VERSION),
            what="landlock_create_ruleset",
        )
    except OSError:
        return 0


def _handled_files(version: int) -> int:
    """Every access right that this version knows: what no rule grants is refused."""
    bits = 13 if version < 2 else 14 if version < 3 else 15 if version < 5 else 16
    return (1 << bits) - 1


def restrict(rules: Iterable[tuple[str, int]], version: int) -> None:
    """Leaves this process the files that `rules` name, and takes away all others.

    Args:
        rules: Paths, each with the rights for it and all below it; those that do not exist are
            passed over.
        version: What `abi()` gave, at least 1.

    Raises:
        OSError: The kernel refused; nothing was restricted then.
    """
    handled = _handled_files(version)
    attributes = struct.pack(
        "=QQQ",
        handled,
        _NET_BIND_AND_CONNECT if version >= 4 else 0,
        _SCOPE_SOCKETS_AND_SIGNALS if version >= 6 else 0,
    )
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    ruleset = syscalls.call(
        syscalls.LANDLOCK_CREATE_RULESET,
        attributes,
        ctypes.c_size_t(size),
        ctypes.c_uint(0),
        what="landlock_create_ruleset",
    )
    try:
        for path, access in rules:
            _add(ruleset, path, access & handled)
        syscalls.prctl(syscalls.PR_SET_NO_NEW_PRIVS, 1)
        syscalls.call(
            syscalls.LANDLOCK_RESTRICT_SELF,
            ctypes.c_int(ruleset),
            ctypes.c_uint(0),
            what="landlock_restrict_self",
        )
    finally:
        os.close(ruleset)


def _add(ruleset: int, path: str, access: int) -> None:
    try:
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:  # not here, or not reachable: then it cannot be opened later either
        return
    try:
        if not stat.S_ISDIR(os.fstat(fd).st_mode):
            access &= _OF_FILES
        syscalls.call(
            syscalls.LANDLOCK_ADD_RULE,
            ctypes.c_int(ruleset),
            ctypes.c_int(_RULE_PATH_BENEATH),
            struct.pack("=Qi", access, fd),
            ctypes.c_uint(0),
            what=f"landlock_add_rule {path}",
        )
    finally:
        os.close(fd)
