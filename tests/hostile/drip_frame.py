# End: timed_out. Sends an answer so slowly that each byte seems to be in time.

import os
import struct
import time


def attack(facts):
    os.write(3, struct.pack("<4sIQ", b"DLG1", 100_000, 0))
    while True:
        os.write(3, b"[")
        time.sleep(0.05)
