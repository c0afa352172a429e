# End: timed_out. Never finishes its first statement.

try:
    while True:
        pass
except BaseException:
    while True:
        pass


def attack(facts):
    return []
