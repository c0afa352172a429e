# End: timed_out. Raises an exception that takes for ever to describe.

class Endless(Exception):
    def __str__(self):
        while True:
            pass


def attack(facts):
    raise Endless
