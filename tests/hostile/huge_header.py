# End: bad_reply. Announces a header of 4 GiB.

import os
import struct


def attack(facts):
    os.write(3, struct.pack("<4sIQ", b"DLG1", 0xFFFFFFFF, 0))
