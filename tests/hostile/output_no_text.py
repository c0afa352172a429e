# End: held. Prints bytes that are no text.

import os


def attack(facts):
    os.write(1, bytes(range(256)) * 20)
    return []
