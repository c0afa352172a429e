# End: died. Reads address 0.

import ctypes


def attack(facts):
    ctypes.string_at(0)
