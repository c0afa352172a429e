# End: held. Changes what the collector may collect, and collects it.

import gc


class Undead:
    graves = []

    def __del__(self):
        Undead.graves.append(self)


def attack(facts):
    gc.unfreeze()
    gc.set_threshold(1)
    gc.callbacks.append(lambda phase, info: Undead())
    for _ in range(200):
        Undead()
    gc.collect()
    gc.callbacks.clear()
    return []
