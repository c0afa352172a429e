# End: bad_reply. Announces a large body in shared memory and writes nothing there.

import os
import struct


def attack(facts):
    header = b'["d","id",1,"ok",true,"value",["a","f8",33554431]]'
    os.write(3, struct.pack("<4sIQ", b"DLG1", len(header), 200 << 20) + header)
