# End: bad_reply. Says True where the question's number is 1.

import os

from grader import wire


def frame(message):
    return b"".join(bytes(part) for part in wire.encode(message))


def attack(facts):
    os.write(3, frame({"id": True, "ok": True, "value": []}))
