# End: died or held. Kills its own process: as first process of a namespace it cannot.

import os
import signal


def attack(facts):
    os.kill(os.getpid(), signal.SIGKILL)
    return []
