# End: held. Attaches to other processes, reads and writes their memory.

import ctypes
import os


def attack(facts):
    libc = ctypes.CDLL(None)
    through = []
    for pid in {1, os.getppid(), *facts["processes"]} - {0, os.getpid()}:
        if libc.ptrace(16, pid, None, None) != -1:
            through.append(f"ptrace {pid}")
        buffer = ctypes.create_string_buffer(8)
        local = (ctypes.c_size_t * 2)(ctypes.addressof(buffer), 8)
        for call in (libc.process_vm_readv, libc.process_vm_writev):
            if call(pid, local, 1, local, 1, 0) != -1:
                through.append(f"{call.__name__} {pid}")
    return through
