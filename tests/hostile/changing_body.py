# End: returned or bad_reply. Changes a large answer while the grader reads it.

import mmap
import threading

import numpy as np


def attack(facts):
    shared = mmap.mmap(4, 64 << 20)

    def scribble():
        while True:
            shared[:4096] = b"\xff" * 4096
            shared[:4096] = bytes(4096)

    threading.Thread(target=scribble, daemon=True).start()
    return np.zeros(1 << 20, bool), np.zeros(1 << 20)
