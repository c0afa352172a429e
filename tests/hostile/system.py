# End: held. Runs a command the oldest way.

import os


def attack(facts):
    return [] if os.system("true") != 0 else ["system"]
