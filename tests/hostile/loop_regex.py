# End: timed_out. Sends a regular expression backtracking.

import re


def attack(facts):
    return re.match(r"(a+)+$", "a" * 60 + "b")
