# End: timed_out. Computes in many threads at once, each below the limit.

import hashlib
import threading


def attack(facts):
    block = bytes(1 << 20)

    def work():
        while True:
            hashlib.sha256(block).digest()

    threads = [threading.Thread(target=work, daemon=True) for _ in range(6)]
    for thread in threads:
        thread.start()
    threads[0].join()
