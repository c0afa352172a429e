# End: held. Makes system calls that programs rarely need and exploits often do.

import ctypes
import platform

NUMBERS = {
    "x86_64": {
        "ptrace": 101, "syslog": 103, "personality": 135, "init_module": 175, "reboot": 169,
        "swapon": 167, "add_key": 248, "request_key": 249, "keyctl": 250, "inotify_init1": 294,
        "perf_event_open": 298, "fanotify_init": 300, "name_to_handle_at": 303,
        "process_vm_readv": 310, "kcmp": 312, "finit_module": 313, "seccomp": 317,
        "memfd_create": 319, "bpf": 321, "userfaultfd": 323, "pkey_alloc": 330,
        "io_uring_setup": 425, "open_tree": 428, "fsopen": 430, "pidfd_open": 434, "openat2": 437,
        "pidfd_getfd": 438, "process_madvise": 440, "mount_setattr": 442, "landlock_create": 444,
        "memfd_secret": 447, "mq_open": 240, "shmget": 29, "semget": 64, "msgget": 68,
        "vmsplice": 278, "splice": 275, "modify_ldt": 154, "ioperm": 173, "quotactl": 179,
    },
}


def attack(facts):
    libc = ctypes.CDLL(None)
    numbers = NUMBERS.get(platform.machine(), {})
    zeros = (ctypes.c_uint64 * 16)()
    through = []
    for name, number in numbers.items():
        ctypes.set_errno(0)
        if libc.syscall(number, zeros, zeros, 0, 0, 0) != -1:
            through.append(name)
    return through
