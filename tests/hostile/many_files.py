# End: held or died or timed_out. Makes files without number.

import os


def attack(facts):
    for number in range(1_000_000):
        try:
            os.close(os.open(f"f{number}", os.O_CREAT | os.O_WRONLY))
        except OSError:
            return []
    return ["a million files"]
