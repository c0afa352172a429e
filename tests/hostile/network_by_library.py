# End: held. Goes to the network the way programs do.

import socket
import urllib.request


def attack(facts):
    through = []
    for go in (
        lambda: socket.create_connection(("127.0.0.1", 22), timeout=1),
        lambda: socket.create_server(("127.0.0.1", 0)),
        lambda: socket.getaddrinfo("localhost", 80),
        lambda: urllib.request.urlopen("http://127.0.0.1/", timeout=1),
    ):
        try:
            through.append(repr(go())[:60])
        except OSError:
            pass
    return [what for what in through if "AF_INET" not in what or "socket" in what]
