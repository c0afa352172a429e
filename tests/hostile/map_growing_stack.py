# End: held. Maps a stack that grows, which the limit on data does not count.

import ctypes


def attack(facts):
    libc = ctypes.CDLL(None)
    libc.mmap.restype = ctypes.c_void_p
    at = libc.mmap(None, ctypes.c_size_t(1 << 28), 3, 0x02 | 0x20 | 0x100, -1, ctypes.c_long(0))
    return [] if at in (None, ctypes.c_void_p(-1).value) else ["growing stack"]
