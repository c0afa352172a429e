# End: raised. Raises an exception with a very long text.

def attack(facts):
    raise ValueError("x" * 30_000_000)
