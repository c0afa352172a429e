# End: raised. Raises what ends programs.

def attack(facts):
    raise KeyboardInterrupt
