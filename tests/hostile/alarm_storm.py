# End: held or raised or died. Interrupts its own process a thousand times a second.

import signal
import time


class Interrupted(BaseException):
    pass


def ring(number, frame):
    raise Interrupted


def attack(facts):
    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
    return []
