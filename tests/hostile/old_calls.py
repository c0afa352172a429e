# End: died or held. Makes system calls by the numbers of another machine.

import ctypes


def attack(facts):
    libc = ctypes.CDLL(None)
    return [] if libc.syscall(0x40000000 + 39) == -1 else ["x32"]
