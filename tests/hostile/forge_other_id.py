# End: bad_reply. Answers another question.

import os

from grader import wire


def frame(message):
    return b"".join(bytes(part) for part in wire.encode(message))


def attack(facts):
    os.write(3, frame({"id": 99, "ok": True, "value": []}))
