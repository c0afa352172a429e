# End: timed_out or died or bad_reply or held. Takes the next question out of the channel before it can be answered.

import os
import threading


def attack(facts):
    threading.Thread(target=lambda: [os.read(3, 1) for _ in range(10**6)], daemon=True).start()
    import time

    time.sleep(0.05)
    return []
