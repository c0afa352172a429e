# End: bad_reply. Writes noise where answers go.

import os


def attack(facts):
    os.write(3, os.urandom(4096))
