# End: timed_out. Loops for ever.

def attack(facts):
    while True:
        pass
