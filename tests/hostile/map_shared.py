# End: held. Maps shared memory, which the limit on data does not count.

import mmap


def attack(facts):
    try:
        mmap.mmap(-1, 1 << 20, mmap.MAP_SHARED | mmap.MAP_ANONYMOUS)
    except OSError:
        return []
    return ["shared memory"]
