# End: held. Loops for ever when it is to end.

import atexit


def forever():
    while True:
        pass


def attack(facts):
    atexit.register(forever)
    return []
