# End: held. Imports the checks, the references and the rest of the grader.

import importlib


def attack(facts):
    through = []
    for name in ("grader.checks", "grader.engine", "grader.compare", "reference", "assignments", "reports"):
        try:
            importlib.import_module(name)
            through.append(name)
        except ImportError:
            pass
    return through
