# End: timed_out. Sleeps for ever.

import time


def attack(facts):
    time.sleep(1_000_000)
