# End: held. Forks behind Python's back.

import ctypes


def attack(facts):
    libc = ctypes.CDLL(None)
    return [name for name in ("fork", "vfork") if getattr(libc, name)() != -1]
