# End: raised or memory. Maps private memory by hand.

import mmap


def attack(facts):
    maps = []
    while True:
        maps.append(mmap.mmap(-1, 1 << 24, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS))
        maps[-1][:: 4096] = b"x" * len(maps[-1][:: 4096])
