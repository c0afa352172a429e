# End: bad_reply. Has Python write a traceback where answers go.

import faulthandler


def attack(facts):
    with open(3, "wb", closefd=False) as channel:
        faulthandler.dump_traceback(channel)
