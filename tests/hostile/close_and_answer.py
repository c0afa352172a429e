# End: died or bad_reply. Closes the channel and then wants to answer.

import os


def attack(facts):
    os.close(3)
    return []
