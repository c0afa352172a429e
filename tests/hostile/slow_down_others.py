# End: held. Makes other processes slow, or itself more important.

import os


def attack(facts):
    through = []
    for pid in {1, os.getppid(), *facts["processes"]} - {0, os.getpid()}:
        for name, change in (
            ("priority", lambda: os.setpriority(os.PRIO_PROCESS, pid, 19)),
            ("affinity", lambda: os.sched_setaffinity(pid, {0})),
            ("scheduler", lambda: os.sched_setscheduler(pid, os.SCHED_IDLE, os.sched_param(0))),
        ):
            try:
                change()
                through.append(f"{name} of {pid}")
            except OSError:
                pass
    for name, change in (
        ("all of the user's", lambda: os.setpriority(os.PRIO_USER, 0, 19)),
        ("real time", lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))),
        ("nice -20", lambda: os.nice(-20)),
    ):
        try:
            change()
            through.append(name)
        except OSError:
            pass
    return through
