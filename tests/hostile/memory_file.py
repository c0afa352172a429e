# End: held. Makes files in memory, which no limit counts.

import ctypes


def attack(facts):
    return [] if ctypes.CDLL(None).memfd_create(b"x", 0) == -1 else ["memfd"]
