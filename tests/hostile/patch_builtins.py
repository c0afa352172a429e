# End: held or raised or died or bad_reply or timed_out. Replaces what the language itself is made of.

import builtins


def attack(facts):
    for name in ("len", "isinstance", "type", "bytes", "memoryview", "bytearray", "dict", "list", "id", "print"):
        setattr(builtins, name, lambda *arguments, **more: True)
    return []
