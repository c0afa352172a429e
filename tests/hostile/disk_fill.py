# End: held or died or raised. Fills the disk, file after file.

import errno


def attack(facts):
    written = 0
    for number in range(100_000):
        try:
            with open(f"fill{number}", "wb") as file:
                file.write(bytes(1 << 20))
        except OSError as error:
            return [] if error.errno in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT) else [str(error)]
        written += 1
        if written > 4000:  # tier 3 looks every quarter of a second, and a disk may be quick
            return [f"{written} MiB were written"]
