# End: held. Leaves a tree too deep to be named, and folders nobody may list.

import os


def attack(facts):
    for _ in range(900):
        os.mkdir("d")
        os.chdir("d")
    os.mkdir("closed", 0o300)
    with open("closed/file", "w") as file:
        file.write("x")
    os.mkdir("locked", 0)
    return []
