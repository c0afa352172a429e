# End: held. Makes processes by the bare system calls, old and new.

import ctypes
import platform


def attack(facts):
    libc = ctypes.CDLL(None)
    clone = {"x86_64": 56, "aarch64": 220}[platform.machine()]
    arguments = (ctypes.c_uint64 * 11)(0, 0, 0, 0, 17)
    through = []
    if libc.syscall(clone, 17, 0, 0, 0, 0) != -1:
        through.append("clone")
    if libc.syscall(435, arguments, 88) != -1:
        through.append("clone3")
    return through
