# End: held. Looks for the grader's secrets in the memory of its own process.

import ctypes


def attack(facts):
    needle = b"-eldeen"[::-1]
    found = 0
    with open("/proc/self/maps") as maps:
        spans = [line.split()[0] for line in maps if " rw-p " in line]
    for span in spans:
        start, end = (int(bound, 16) for bound in span.split("-"))
        data = ctypes.string_at(start, min(end - start, 32 << 20))
        at = data.find(needle)
        while at >= 0:
            rest = data[at + 7 : at + 39]
            found += len(rest) == 32 and all(c in b"0123456789abcdef" for c in rest)
            at = data.find(needle, at + 1)
    return [] if not found else [f"{found} needles"]
