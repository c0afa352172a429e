# End: held. Raises whenever anything is deleted.

class Clingy:
    def __del__(self):
        raise SystemExit(1)


def attack(facts):
    for _ in range(100):
        Clingy()
    return []
