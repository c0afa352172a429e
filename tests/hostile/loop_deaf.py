# End: timed_out. Loops for ever and ignores every signal that can be ignored.

import signal


def attack(facts):
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    while True:
        pass
