"""Watches how much a worker has written where no file system bounds it: tier 3.

Reads names and sizes only. The folder is the student's: links are not followed, and counting stops
when it has seen enough.
"""

from __future__ import annotations

import os
import time

_EVERY_S = 0.25
_MOST_FILES = 2000
_MIB = 1 << 20


class FolderWatch:
    """The files of one worker, looked at now and then."""

    def __init__(self, folder: str, most_mb: int) -> None:
        self._folder = folder
        self._most_mb = most_mb
        self._next = time.monotonic() + _EVERY_S

    def overfull(self) -> str:
        """A sentence when there is more than allowed; "" when not, or when it is too early to look."""
        now = time.monotonic()
        if now < self._next:
            return ""
        held, files = self._count()
        self._next = time.monotonic() + max(_EVERY_S, 10 * (time.monotonic() - now))
        if files > _MOST_FILES:
            return f"made more than {_MOST_FILES} files"
        if held > self._most_mb * _MIB:
            return f"wrote {held / _MIB:.0f} MiB of files, {self._most_mb} MiB are allowed"
        return ""

    def _count(self) -> tuple[int, int]:
        """Bytes on disk and number of files; stops counting when there are too many."""
        held = files = 0
        waiting = [self._folder]
        while waiting and files <= _MOST_FILES:
            try:
                with os.scandir(waiting.pop()) as entries:
                    for entry in entries:
                        files += 1
                        held += entry.stat(follow_symlinks=False).st_blocks * 512
                        if entry.is_dir(follow_symlinks=False):
                            waiting.append(entry.path)
                        if files > _MOST_FILES:
                            break
            except OSError:  # it changes while it is read
                continue
        return held, files
