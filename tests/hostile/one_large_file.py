# End: held. Writes one file without an end.

import errno


def attack(facts):
    try:
        with open("large", "wb") as file:
            for _ in range(4096):
                file.write(bytes(1 << 20))
    except OSError as error:
        return [] if error.errno in (errno.EFBIG, errno.ENOSPC) else [str(error)]
    return ["4 GiB in one file"]
