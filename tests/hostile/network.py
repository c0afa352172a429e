# End: held. Opens sockets of every family.

import socket


def attack(facts):
    through = []
    for family in range(1, 46):
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW):
            try:
                socket.socket(family, kind)
                through.append(f"{family}/{kind}")
            except OSError:
                pass
    return through
