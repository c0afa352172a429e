# End: held. Empties a library's file by its name, or while opening it for reading.

import os

import numpy as np


def attack(facts):
    path = np.__file__
    size = os.stat(path).st_size
    try:
        os.truncate(path, 0)
    except OSError:
        pass
    try:
        os.close(os.open(path, os.O_RDONLY | os.O_TRUNC))
    except OSError:
        pass
    return [] if os.stat(path).st_size == size else [path]
