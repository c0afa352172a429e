# End: held. Makes another process the owner of a file, so that the kernel signals it.

import fcntl
import os
import signal
import socket
import struct

F_SETSIG, F_SETOWN_EX = 10, 15


def attack(facts):
    through = []
    for pid in {1, os.getppid(), *facts["processes"]} - {0, os.getpid()}:
        mine, other = socket.socketpair()
        for name, command, argument in (
            ("F_SETOWN", fcntl.F_SETOWN, pid),
            ("F_SETOWN of a group", fcntl.F_SETOWN, -pid),
            ("F_SETOWN_EX", F_SETOWN_EX, struct.pack("ii", 1, pid)),
            ("F_SETSIG", F_SETSIG, signal.SIGTERM),
            ("F_NOTIFY", fcntl.F_NOTIFY, 1),
            ("F_SETLEASE", fcntl.F_SETLEASE, fcntl.F_RDLCK),
        ):
            try:
                fcntl.fcntl(mine, command, argument)
                through.append(f"{name} {pid}")
            except OSError:
                pass
        fcntl.fcntl(mine, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
        other.send(b"x")
    return through
