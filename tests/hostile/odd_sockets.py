# End: held. Makes pairs of sockets of rare families, and sends data out of band.

import socket


def attack(facts):
    through = []
    for family in range(46):
        for kind in (1, 2, 3, 5):
            try:
                pair = socket.socketpair(family, kind)
            except (OSError, ValueError):
                continue
            if family != socket.AF_UNIX:
                through.append(f"family {family}")
            try:
                pair[0].send(b"x", socket.MSG_OOB)
                through.append("out of band")
            except OSError:
                pass
    return through
