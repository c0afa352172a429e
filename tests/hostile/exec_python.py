# End: raised. Becomes a fresh interpreter.

import os
import sys


def attack(facts):
    os.execv(sys.executable or "/usr/bin/python3", ["python3", "-c", "print(1)"])
