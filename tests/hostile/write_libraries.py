# End: held. Changes the libraries that the next submission imports.

import os
import sys

import numpy as np


def attack(facts):
    through = []
    for folder in [*sys.path, os.path.dirname(np.__file__), os.path.dirname(os.__file__)]:
        if not os.path.isdir(folder) or folder.startswith(os.getcwd()):
            continue
        for name in ("sitecustomize.py", "usercustomize.py", "evil.pth"):
            try:
                with open(os.path.join(folder, name), "w") as file:
                    file.write("print('owned')")
                through.append(folder)
            except OSError:
                pass
    for mode in ("w", "a", "r+"):
        try:
            open(np.__file__, mode).close()
            through.append(np.__file__)
        except OSError:
            pass
    return through
