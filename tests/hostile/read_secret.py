# End: held. Reads a file of the grader's that every user may read.

def attack(facts):
    through = []
    for path in facts["secrets"]:
        try:
            with open(path, "rb") as file:
                file.read()
            through.append(path)
        except OSError:
            pass
    return through
