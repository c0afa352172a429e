# End: raised. Starts a program without forking first.

import os


def attack(facts):
    return os.posix_spawn("/bin/true", ["true"], {})
