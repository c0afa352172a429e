# End: held. Takes the permissions of the libraries away, or sets their clocks back.

import os

import numpy as np


def attack(facts):
    path = np.__file__
    before = os.stat(path)
    for change in (lambda: os.chmod(path, 0), lambda: os.utime(path, (1, 1)), lambda: os.chown(path, 1, 1)):
        try:
            change()
        except OSError:
            pass
    try:
        file = os.open(path, os.O_RDONLY)
        os.fchmod(file, 0)
        os.utime(file, (1, 1))
    except OSError:
        pass
    after = os.stat(path)
    return [] if (before.st_mode, before.st_mtime) == (after.st_mode, after.st_mtime) else [path]
