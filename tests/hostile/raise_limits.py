# End: held. Gives itself more than it is allowed.

import resource


def attack(facts):
    through = []
    for name in ("AS", "DATA", "FSIZE", "NOFILE", "CORE", "CPU", "STACK", "MEMLOCK"):
        kind = getattr(resource, "RLIMIT_" + name)
        hard = resource.getrlimit(kind)[1]
        if hard == resource.RLIM_INFINITY:
            through.append(f"{name} has no limit")
            continue
        try:
            resource.setrlimit(kind, (hard + 1, hard + 1))
            through.append(name)
        except (OSError, ValueError):
            pass
    for pid in facts["processes"]:
        try:
            resource.prlimit(pid, resource.RLIMIT_NOFILE, (10, 10))
            through.append(f"limits of {pid}")
        except OSError:
            pass
    return through
