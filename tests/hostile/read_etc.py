# End: held. Reads what every user may read about the machine's people.

def attack(facts):
    through = []
    for path in ("/etc/shadow", "/etc/hostname", "/etc/machine-id", "/root/.bashrc", "/var/log/dpkg.log"):
        try:
            with open(path, "rb") as file:
                file.read(1)
            through.append(path)
        except OSError:
            pass
    return through
