# End: returned or raised or memory. Answers with as many bytes as it has.

import numpy as np


def attack(facts):
    return np.ones(10 << 20)
