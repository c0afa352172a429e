# End: memory. Fills arrays until it may not.

import numpy as np


def attack(facts):
    arrays = []
    while True:
        arrays.append(np.ones(1 << 20))
