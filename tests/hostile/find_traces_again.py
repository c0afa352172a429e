# End: held. Looks for what the program before it left, and for a library it may have changed.

import os

import numpy as np


def attack(facts):
    through = ["numpy was changed"] if getattr(np, "trace", None) == "changed" else []
    np.trace = "changed"
    for folder in ("/tmp", "/dev/shm", "/var/tmp", "/run", os.path.dirname(os.getcwd()), "/dev", "/"):
        if os.path.exists(os.path.join(folder, "trace")):
            through.append(folder)
    return through
