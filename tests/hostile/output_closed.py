# End: held or raised. Closes its outputs and prints on.

import os
import sys


def attack(facts):
    sys.stdout.close()
    sys.stderr.close()
    for fd in (0, 1, 2):
        os.close(fd)
    return []
