# End: held. Announces a file of a tebibyte.

import os


def attack(facts):
    with open("sparse", "wb") as file:
        try:
            os.ftruncate(file.fileno(), 1 << 40)
        except OSError:
            return []
    return ["a file of 1 TiB"]
