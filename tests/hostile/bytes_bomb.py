# End: memory. Asks for everything at once.

def attack(facts):
    return len(bytearray(1 << 36))
