# End: held. Reads what /proc/self says of the machine: its connections, its mounts.

import os


def attack(facts):
    through = []
    me = os.getpid()
    for name in ("net/tcp", "net/unix", "net/arp", "mountinfo", "mounts", f"task/{me}/net/tcp", "cgroup"):
        try:
            with open(f"/proc/self/{name}") as file:
                lines = file.read().splitlines()
        except OSError:
            continue
        if len(lines) > 1:
            through.append(f"{name}: {lines[1][:100]}")
    return through
