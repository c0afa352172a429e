# End: held. Leaves traces for the next submission and looks for those of the last.

import os


def attack(facts):
    through = []
    for folder in {"/tmp", "/dev/shm", "/var/tmp", "/run", os.path.dirname(os.getcwd()), "/dev", "/"}:
        trace = os.path.join(folder, "trace")
        if os.path.exists(trace):
            through.append(trace)
        try:
            with open(trace, "w") as file:
                file.write("I was here")
        except OSError:
            pass
    return through
