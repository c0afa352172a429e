# End: returned or raised or timed_out. Answers with a generator that never ends.

def attack(facts):
    return (n for n in iter(int, 1))
