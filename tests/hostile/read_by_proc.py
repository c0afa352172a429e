# End: held. Reaches for the grader's file through /proc.

import os


def attack(facts):
    through = []
    for root in ("/proc/self/root", "/proc/1/root", f"/proc/{os.getppid()}/root", "/proc/self/cwd/../../.."):
        for path in facts["secrets"]:
            try:
                with open(root + path, "rb") as file:
                    file.read()
                through.append(root + path)
            except OSError:
                pass
    return through
