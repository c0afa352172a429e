# End: raised. Raises an exception that is its own cause's cause.

def attack(facts):
    first, second = ValueError("1"), ValueError("2")
    first.__cause__, second.__cause__ = second, first
    first.__context__, second.__context__ = second, first
    raise first
