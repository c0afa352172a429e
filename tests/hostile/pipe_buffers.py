# End: held. Keeps memory in pipes.

import fcntl
import os


def attack(facts):
    ends = []
    try:
        while len(ends) < 1000:
            reader, writer = os.pipe()
            ends.append((reader, writer))
            os.set_blocking(writer, False)
            try:
                fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 1 << 20)
            except OSError:
                pass
            try:
                while True:
                    os.write(writer, bytes(1 << 16))
            except BlockingIOError:
                pass
    except OSError:
        pass
    return [] if len(ends) < 130 else [f"{len(ends)} pipes"]
