# End: returned or raised. Answers with a list nested a hundred thousand deep.

def attack(facts):
    value = []
    for _ in range(100_000):
        value = [value]
    return value
