# End: bad_reply. Writes answers to every file descriptor there may be.

import os

from grader import wire


def frame(message):
    return b"".join(bytes(part) for part in wire.encode(message))


def attack(facts):
    for fd in range(256):
        try:
            os.write(fd, frame({"id": 1, "ok": True, "value": []}))
        except OSError:
            pass
    return []
