# End: held. Reaches for the grader's file through links of its own.

import os


def attack(facts):
    through = []
    for number, path in enumerate(facts["secrets"]):
        for make in (os.symlink, os.link):
            name = f"link{number}{make.__name__}"
            try:
                make(path, name)
                with open(name, "rb") as file:
                    file.read()
                through.append(name)
            except OSError:
                pass
    try:
        os.symlink("/", "up")
        through += os.listdir("up/root")
    except OSError:
        pass
    return through
