# End: held. Lists the folders of other people.

import os


def attack(facts):
    through = []
    for path in ("/", "/home", "/root", "/tmp", "/var", "/proc", "/dev", "/mnt", "..", "../.."):
        try:
            names = os.listdir(path)
        except OSError:
            continue
        if not set(names) <= {"submission"}:
            through.append(f"{path}: {names[:5]}")
    return through
