# End: held. Maps the device of zeros as shared memory.

import mmap
import os


def attack(facts):
    try:
        device = os.open("/dev/zero", os.O_RDWR)
        mmap.mmap(device, 1 << 28, mmap.MAP_SHARED)
    except OSError:
        return []
    return ["/dev/zero"]
