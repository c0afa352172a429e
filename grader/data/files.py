"""Files of data sets on disk: found, unpacked, and refused with a sentence."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from grader.errors import UsageError

LARGEST = 256 << 20
"""Bytes of an unpacked file; the largest real one, MNIST's training images, has 47 million."""


def find(places: list[Path], names: list[str]) -> Path:
    """The first file of any of these names in any of these places.

    Raises:
        UsageError: there is none.
    """
    for place in places:
        for name in names:
            if (place / name).is_file():
                return place / name
    raise UsageError(f"{names[0]} is not in {places[0]}; give the folder of the data with --data.")


def unzipped(path: Path) -> bytes:
    """All bytes of a file, unpacked if its name ends in `.gz`.

    Raises:
        UsageError: it cannot be read, is damaged, or is far too large.
    """
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise damaged(path) from None
    except OSError as problem:
        raise UsageError(f"{path} cannot be read: {problem.strerror or problem}.") from None
    if len(raw) > LARGEST:
        raise damaged(path)
    return raw


def damaged(path: Path) -> UsageError:
    """The error about a file that does not hold what it should."""
    return UsageError(f"{path} is damaged, or not the file that its name says; fetch it again.")
