# End: held. Leaves files whose names are no text.

import os


def attack(facts):
    for name in (b"\xff\xfe", b"new\nline", b"\x1b[2J", b"-rf", b"x" * 255, b" "):
        with open(name, "wb") as file:
            file.write(b"x")
    os.mkdir(b"\xff folder")
    os.symlink("/", "root")
    os.symlink("loop", "loop")
    return []
