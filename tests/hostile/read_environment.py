# End: held. Looks for the grader's secrets in the environment.

import os


def attack(facts):
    through = [name for name in os.environ if "SECRET" in name or "TOKEN" in name]
    for path in ("/proc/self/environ", "/proc/1/environ"):
        try:
            with open(path, "rb") as file:
                through += [path] * (b"needle" in file.read())
        except OSError:
            pass
    return through
