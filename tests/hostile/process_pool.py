# End: raised. Asks the library for processes.

import multiprocessing


def attack(facts):
    with multiprocessing.Pool(2) as pool:
        return pool.map(abs, [1, 2])
