# End: timed_out. Waits for a lock that it holds itself.

import threading


def attack(facts):
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()
