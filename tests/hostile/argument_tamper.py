# End: held. Changes the arguments that it was given.

def attack(facts):
    facts["array"][:] = -1
    facts.clear()
    return []
