# End: died or raised or memory or timed_out. Recurses without any limit.

import sys


def down(n):
    return down(n + 1)


def attack(facts):
    sys.setrecursionlimit(1 << 30)
    return down(0)
