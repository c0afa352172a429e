# End: died or bad_reply. Shuts the channel for writing.

import socket
import time


def attack(facts):
    socket.socket(fileno=3).shutdown(socket.SHUT_WR)
    time.sleep(600)
