# End: bad_reply. Answers by itself, then answers again.

import os

from grader import wire


def frame(message):
    return b"".join(bytes(part) for part in wire.encode(message))


def attack(facts):
    os.write(3, frame({"id": 1, "ok": True, "value": []}))
    return []
