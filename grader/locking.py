"""A lock that processes and threads of one machine share, held through a file.

The system lets go of it when its holder dies, whatever way, so that nothing has to be cleaned up.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Holds the lock of that name; waits until whoever has it lets go.

    Args:
        path: the lock's own file, made when it is not there and never removed: a removed file
            would let two holders in. Nothing is written to it.
    """
    fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _hold(fd)
        yield
    finally:
        os.close(fd)  # lets go of it, too


def _hold(fd: int) -> None:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        msvcrt.locking(fd, msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined]
    else:
        fcntl.flock(fd, fcntl.LOCK_EX)
