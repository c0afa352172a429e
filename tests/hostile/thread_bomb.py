# End: held. Starts threads until it may not.

import threading


def attack(facts):
    leave = threading.Event()
    threads = []
    try:
        for _ in range(5000):
            threads.append(threading.Thread(target=leave.wait, daemon=True))
            threads[-1].start()
    except (RuntimeError, MemoryError):
        return []
    finally:
        leave.set()
    return [f"{len(threads)} threads"]
