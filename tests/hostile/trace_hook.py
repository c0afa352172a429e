# End: held or raised or died or bad_reply or timed_out. Has every Python line of the harness raise.

import sys


def hook(frame, event, argument):
    raise RuntimeError("no more of this")


def attack(facts):
    sys.settrace(hook)
    sys.setprofile(hook)
    return []
