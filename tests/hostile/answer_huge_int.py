# End: returned or raised. Answers with an integer of a million digits.

def attack(facts):
    return 1 << 10_000_000
