# End: returned or raised or memory. Answers with a list of two million objects.

def attack(facts):
    return [None] * 2_000_000
