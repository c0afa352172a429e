# End: held. Becomes another user, or gets capabilities.

import ctypes
import os


def attack(facts):
    through = []
    for name, go in (
        ("setuid", lambda: os.setuid(0)),
        ("setresuid", lambda: os.setresuid(0, 0, 0)),
        ("setgid", lambda: os.setgid(0)),
        ("setgroups", lambda: os.setgroups([0])),
        ("chroot", lambda: os.chroot("/")),
    ):
        try:
            go()
            through.append(name)
        except OSError:
            pass
    libc = ctypes.CDLL(None)
    for name, arguments in (
        ("unshare", (0x10000000,)),
        ("mount", (b"none", b"/tmp", b"tmpfs", 0, None)),
        ("umount2", (b"/proc", 2)),
        ("pivot_root", (b"/", b"/")),
        ("setns", (0, 0)),
        ("sethostname", (b"x", 1)),
        ("prctl", (38, 0, 0, 0, 0)),
        ("prctl", (1, 0, 0, 0, 0)),
        ("prctl", (4, 1, 0, 0, 0)),
    ):
        if hasattr(libc, name) and getattr(libc, name)(*arguments) != -1:
            through.append(name)
    return through
