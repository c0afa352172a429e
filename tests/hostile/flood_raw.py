# End: died. Writes to both outputs without end.

import os


def attack(facts):
    while True:
        os.write(1, bytes(65536))
        os.write(2, bytes(65536))
