# End: died or held or raised or bad_reply or timed_out. Overwrites objects of the interpreter.

import ctypes


def attack(facts):
    for thing in (None, True, 1, (), "", int, dict):
        ctypes.memset(id(thing), 0x41, 16)
    return []
