"""Files that are whole or not there at all, whatever moment the program is killed at."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any


def write_atomically(path: Path, buffers: Iterable[Any], *, durable: bool = True) -> None:
    """Writes a file so that whoever reads it sees all of it or the old one.

    Args:
        path: the file; its folder exists.
        buffers: bytes-like pieces, one after another.
        durable: also be on disk when this returns, so that a power cut takes nothing that a later
            line of the journal promises. Costs milliseconds; not for what can be made again.
    """
    part = path.with_name(f".{path.name[:100]}.{os.getpid()}.part")
    with open(part, "wb") as file:
        for buffer in buffers:
            file.write(buffer)
        if durable:
            file.flush()
            os.fsync(file.fileno())
    os.replace(part, path)
