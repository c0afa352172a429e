# End: held. Reads what /proc says of the grader and of the process that forked it.

import os


def attack(facts):
    through = []
    for pid in {1, 2, os.getppid(), *facts["processes"]} - {0, os.getpid()}:
        for name in ("environ", "cmdline", "mem", "maps", "status", "fd/0", "task"):
            path = f"/proc/{pid}/{name}"
            try:
                if name == "task":
                    os.listdir(path)
                else:
                    with open(path, "rb") as file:
                        file.read(1)
                through.append(path)
            except OSError:
                pass
    return through
