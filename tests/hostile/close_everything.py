# End: bad_reply or died. Closes every file descriptor and waits.

import os
import time


def attack(facts):
    os.closerange(0, 256)
    time.sleep(600)
