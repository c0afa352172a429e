# End: bad_reply. Sends the grader file descriptors of its own.

import array
import os
import socket

from grader import wire


def attack(facts):
    channel = socket.socket(fileno=os.dup(3))
    ends = array.array("i", os.pipe() * 40)
    data = b"".join(bytes(part) for part in wire.encode({"id": 1, "ok": True, "value": []}))
    for _ in range(20):
        channel.sendmsg([data], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, ends)])
    return []
