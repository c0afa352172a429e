# End: raised or memory. Answers with an array that shows more than it holds.

import numpy as np


def attack(facts):
    return np.broadcast_to(np.ones(1), (1 << 20, 1 << 20))
