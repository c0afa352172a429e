"""Waits until a file of the student's work has been saved.

By looking at sizes and times twice a second: works on every system and network folder, and needs
no library.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from grader.load import paths
from grader.selfcheck.handout import FOLDER, NAME

EVERY_S = 0.5
_SETTLES_S = 0.2
"""Editors write a file in several steps."""
_MOST = 5000

State = dict[str, tuple[int, int]]
"""Path -> time of change in ns, size."""


def state(place: Path) -> State:
    """What the files of a folder, or one file, look like now; junk and a handout's checks left out."""
    out: State = {}
    for path in _files(place):
        try:
            status = path.stat()
        except OSError:
            continue  # it is just being replaced
        out[str(path)] = (status.st_mtime_ns, status.st_size)
    return out


def _files(place: Path) -> Iterator[Path]:
    if not place.is_dir():
        yield place
        return
    seen = 0
    for folder, folders, names in os.walk(place):
        here = Path(folder)
        own = (here / FOLDER / NAME).is_file()
        folders[:] = [
            f for f in folders if not paths.is_junk(f, folder=True) and not (own and f == FOLDER)
        ]
        for name in names:
            seen += 1
            if seen > _MOST:
                return
            if not paths.is_junk(name, folder=False):
                yield here / name


def changes(
    place: Path, before: State, *, sleep: Callable[[float], object] = time.sleep
) -> tuple[list[str], State]:
    """Waits for a change.

    Args:
        place: a folder or a file.
        before: as `state` gave it when the work was last judged.
        sleep: waits for some seconds.

    Returns:
        Names of the files that were saved, added or removed, and the state now.
    """
    now = state(place)
    while now == before:
        sleep(EVERY_S)
        now = state(place)
    while True:
        sleep(_SETTLES_S)
        settled = state(place)
        if settled == now:
            break
        now = settled
    root = place if place.is_dir() else place.parent
    changed = [p for p in sorted({*before, *now}) if before.get(p) != now.get(p)]
    return [os.path.relpath(p, root).replace(os.sep, "/") for p in changed], now
