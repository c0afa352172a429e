# End: returned or raised. Answers with an array of Python objects.

import numpy as np


def attack(facts):
    return np.array([object(), print], dtype=object)
