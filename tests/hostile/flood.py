# End: died. Prints without end.

def attack(facts):
    while True:
        print("x" * 65536)
