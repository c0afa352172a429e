# End: memory. Makes a list that never ends.

def attack(facts):
    items = []
    while True:
        items.append("x" * 100_000 + str(len(items)))
