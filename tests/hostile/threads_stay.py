# End: held. Leaves threads that compute for ever behind an honest answer.

import threading


def spin():
    while True:
        pass


def attack(facts):
    for _ in range(4):
        threading.Thread(target=spin, daemon=True).start()
    return []
