# End: held. Keeps memory in the buffers of sockets.

import socket


def attack(facts):
    pairs = []
    try:
        while len(pairs) < 1000:
            pair = socket.socketpair()
            pairs.append(pair)
            pair[0].setblocking(False)
            try:
                while True:
                    pair[0].send(bytes(1 << 16))
            except BlockingIOError:
                pass
    except OSError:
        pass
    through = [] if len(pairs) < 130 else [f"{len(pairs)} pairs"]
    try:
        pairs[0][0].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 30)
        through.append("SO_SNDBUF")
    except OSError:
        pass
    return through
