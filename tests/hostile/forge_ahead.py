# End: bad_reply. Answers a question that was not asked yet.

import os

from grader import wire


def frame(message):
    return b"".join(bytes(part) for part in wire.encode(message))


def attack(facts):
    os.write(3, frame({"id": 1, "ok": True, "value": []}) + frame({"id": 2, "ok": True, "value": True}))
    import time

    time.sleep(600)
