# End: bad_reply. Announces a body of 16 EiB.

import os
import struct


def attack(facts):
    os.write(3, struct.pack("<4sIQ", b"DLG1", 2, (1 << 64) - 1) + b"{}")
