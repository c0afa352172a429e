# End: timed_out. Begins an answer and never ends it.

import os
import struct
import time


def attack(facts):
    os.write(3, struct.pack("<4sIQ", b"DLG1", 100, 0) + b"[")
    time.sleep(600)
