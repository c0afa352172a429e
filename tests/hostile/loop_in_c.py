# End: timed_out. Computes for ever where no Python signal handler runs.

def attack(facts):
    return len(str(3 ** (3**17)))
