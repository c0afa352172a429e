# End: held or raised or died. Fills the memory in which large answers travel, and more.

import mmap
import os


def attack(facts):
    through = []
    try:
        os.ftruncate(4, 0)
        through.append("cut the grader's memory short")
    except OSError:
        pass
    try:
        os.ftruncate(4, 1 << 40)
        through.append("made the grader's memory longer")
    except OSError:
        pass
    shared = mmap.mmap(4, 256 << 20)
    shared[:: 4096] = b"x" * len(shared[:: 4096])
    return through
