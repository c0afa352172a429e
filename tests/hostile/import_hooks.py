# End: held or raised. Puts itself into the import system.

import sys


class Finder:
    def find_spec(self, name, path=None, target=None):
        raise SystemExit(0)


def attack(facts):
    sys.meta_path.insert(0, Finder())
    sys.path_hooks.insert(0, lambda path: Finder())
    sys.path_importer_cache.clear()
    return []
