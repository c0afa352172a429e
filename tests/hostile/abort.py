# End: died. Aborts.

import os


def attack(facts):
    os.abort()
