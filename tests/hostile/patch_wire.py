# End: held or returned or raised or died or bad_reply. Replaces the harness's own functions.

import sys


def attack(facts):
    for name, module in list(sys.modules.items()):
        if name == "grader" or name.startswith("grader."):
            for key in list(vars(module)):
                if not key.startswith("__"):
                    setattr(module, key, lambda *arguments, **more: [b"owned"])
    return []
