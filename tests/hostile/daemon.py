# End: raised. Forks twice to outlive its grader.

import os
import time


def attack(facts):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(600)
