# End: bad_reply. Sends a header nested a million deep.

import os
import struct


def attack(facts):
    header = b"[" * 1_000_000
    data = struct.pack("<4sIQ", b"DLG1", len(header), 0) + header
    while data:
        data = data[os.write(3, data) :]
