# End: timed_out. Prints a letter now and then, for ever.

import time


def attack(facts):
    while True:
        print("x", flush=True)
        time.sleep(0.01)
