# End: raised. Calls sys.exit.

import sys


def attack(facts):
    sys.exit(0)
