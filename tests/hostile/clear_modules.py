# End: held or raised or died or bad_reply. Forgets every module there is.

import sys


def attack(facts):
    sys.modules.clear()
    sys.path.clear()
    sys.meta_path.clear()
    return []
